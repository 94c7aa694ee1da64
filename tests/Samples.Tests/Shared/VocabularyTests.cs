using Samples.Shared;

namespace Samples.Tests.Shared;

public class VocabularyTests
{
    [Fact]
    public void TheMostFrequentTokensHaveNumbers()
    {
        // b three times, a and c twice, d once: three places beside 0.
        var vocabulary = new Vocabulary<char>("abcbdacb", capacity: 4);
        Assert.Equal([2, 1, 3, 0, 0], "abcdz".Select(c => vocabulary[c]));
        Assert.Equal(3, vocabulary.Count);
    }

    [Fact]
    public void RareTokensHaveNone()
    {
        var vocabulary = new Vocabulary<char>("abcbdacb", capacity: 100, first: 10, atLeast: 2);
        Assert.Equal([11, 10, 12, 0], "abcd".Select(c => vocabulary[c]));
    }
}
