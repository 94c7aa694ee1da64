using LettersToPhonemes.Baseline;
using LettersToPhonemes.Data;

namespace LettersToPhonemes.Tests;

public class DataTests
{
    [Fact]
    public void ALineIsAWordAndItsPhonemes()
    {
        (IReadOnlyList<Word> words, int leftOut) = CmuDict.Read(
        [
            "read R EH1 D", "read(2) R IY1 D # the present", "object AA1 B JH EH0 K T", "object(2) AH0 B JH EH1 K T", "object(3) AA2 B JH EH0 K T", "a.m. EY2 EH1 M", "", "it's IH1 T S",
        ]);
        Assert.Equal(["read", "object", "it's"], words.Select(word => word.Spelling));
        Assert.Equal(["R EH D", "R IY D"], words[0].Pronunciations.Select(p => Phonemes.Decode(p)));
        // Without stress, the third is the first.
        Assert.Equal(2, words[1].Pronunciations.Count);
        Assert.Equal(1, leftOut);
    }

    [Theory]
    [InlineData("word")]
    [InlineData("word W XX D")]
    public void ABadLineIsNamed(string line) => Assert.Contains("Line 2", Assert.Throws<InvalidDataException>(() => CmuDict.Read(["a AH0", line])).Message);

    [Fact]
    public void NoWordIsInTwoParts()
    {
        IReadOnlyList<Word> words = ArtificialSpelling.Make(1000, seed: 1);
        Split split = Split.Of(words);
        Assert.Equal((855, 45, 100), (split.Training.Count, split.Development.Count, split.Test.Count));
        Assert.Equal(1000, split.Training.Concat(split.Development).Concat(split.Test).Select(word => word.Spelling).Distinct().Count());
        Assert.Equal(words.Where((_, i) => i % 10 == 9), split.Test);
    }

    [Theory]
    [InlineData("cat", "K AE T")]
    [InlineData("cent", "S EH N T")]
    [InlineData("chick", "CH IH K")]
    [InlineData("quae", "K W AE EH")]
    [InlineData("shape", "SH EY P")]
    [InlineData("phoote", "F UW T EH")]
    [InlineData("xoing", "K S OY NG")]
    public void TheArtificialRules(string spelling, string phonemes) => Assert.Equal(phonemes, ArtificialSpelling.Pronounce(spelling));

    [Fact]
    public void TheSameSeedMakesTheSameWords()
    {
        Assert.Equal(Spellings(1), Spellings(1));
        Assert.NotEqual(Spellings(1), Spellings(2));

        static IEnumerable<string> Spellings(int seed) => ArtificialSpelling.Make(50, seed).Select(word => word.Spelling);
    }

    [Theory]
    [InlineData("K AE T", "K AE T", 0)]
    [InlineData("K AE T", "K AE", 1)]
    [InlineData("", "K AE", 2)]
    [InlineData("K AE T S", "AE K S", 2)]
    public void ErrorsAreCounted(string a, string b, int distance) => Assert.Equal(distance, Score.Distance(Phonemes.Encode(a), Phonemes.Encode(b)));

    [Fact]
    public void AnyListedPronunciationIsRight()
    {
        Word[] words = [new("read", [Phonemes.Encode("R EH D"), Phonemes.Encode("R IY D")]), new("a", [Phonemes.Encode("AH")])];
        Assert.Equal(new Score(0.5, 1.0 / 4), Score.Of(words, spelling => Phonemes.Encode(spelling == "a" ? "EY" : "R IY D")));
    }

    [Fact]
    public void AlignmentFindsWhichLettersAreSilent()
    {
        Alignment alignment = Alignment.Learn([.. ArtificialSpelling.Make(1000, seed: 1).Select(word => (Letters.Encode(word.Spelling), word.Pronunciations[0]))]);
        Assert.Equal("F|IH|K S", Aligned("fix", "F IH K S"));
        Assert.Equal("T|EY|P|", Aligned("tape", "T EY P"));
        Assert.Null(alignment.Align(Letters.Encode("a"), Phonemes.Encode("AH B AH")));

        string Aligned(string spelling, string phonemes) => string.Join('|',
            alignment.Align(Letters.Encode(spelling), Phonemes.Encode(phonemes))!.Select(chunk => Phonemes.Decode(chunk.Select(c => (int)c))));
    }

    [Fact]
    public void TheBaselineKnowsTheRulesOfNeighbours()
    {
        Split split = Split.Of(ArtificialSpelling.Make(2000, seed: 1));
        Assert.InRange(Score.Of(split.Test, ContextTable.Learn(split.Training).Speak).WordErrorRate, 0, 0.15);
    }
}
