using Names;
using RnnGen;
using Samples.Shared;
using Samples.Shared.NGrams;

namespace Samples.Tests.Names;

public class NamesTests
{
    [Fact]
    public void EveryTenthNameIsTest()
    {
        Parts<string> names = NameData.Of([.. Enumerable.Range(0, 45).Select(i => $"{i}")]);
        Assert.Equal(["9", "19", "29", "39"], names.Test);
        Assert.Equal(["21", "43"], names.Stopping);   // numbers 19 and 39 of the others
        Assert.Equal(39, names.Training.Length);
    }

    /// <summary>
    /// 1-grams of "ab", "b" with their ends: a 1, b 2, end 2 of 5; the padding before them is not counted. Discounts ½, 1, 1, so
    /// that P(w) = (c − D + 2½ / 27) / 5. In "b" come b and the end.
    /// </summary>
    [Fact]
    public void OneGramsByHand() => Assert.Equal(-Math.Log((2 - 1 + 2.5 / 27) / 5), NameGrams.Score(["ab", "b"], ["b"], 1, Discounts.Modified), 12);

    [Fact]
    public void NoNameIsAnothersContext()
    {
        // What comes first does not change what is known about a name's beginning.
        double score = NameGrams.Score(["anna", "bob", "carl"], ["bob", "anna"], 5, Discounts.Modified);
        Assert.Equal(score, NameGrams.Score(["carl", "anna", "bob"], ["bob", "anna"], 5, Discounts.Modified), 12);
    }

    [Fact]
    public void LearnsAnInventedLanguage()
    {
        Parts<string> names = NameData.Invent(count: 800);
        (NameWriter writer, Fitted fitted) = NameWriter.Train(names, seed: 1, epochs: 6);
        Assert.InRange(writer.Score(names.Test), 0, NameGrams.Score(names.NotTest, names.Test, 1, Discounts.Modified) - 0.2);
        (NameWriter again, Fitted same) = NameWriter.Train(names, seed: 1, epochs: 6);
        Assert.Equal(fitted with { Seconds = 0 }, same with { Seconds = 0 });

        string[] Made(NameWriter by)
        {
            var sampler = new TokenSampler(Letters.Count, seed: 3);
            return [.. Enumerable.Range(0, 20).Select(_ => by.Write(sampler))];
        }
        Assert.Equal(Made(writer), Made(again));
        Assert.All(Made(writer), name => Assert.All(name, letter => Assert.InRange(letter, 'a', 'z')));
        Assert.True(Made(writer).Distinct().Count() > 10);
    }

    [DataFact("names_ssa")]
    public void TheRealNames()
    {
        Parts<string> names = NameData.Read(DataFactAttribute.Folder);
        Assert.Equal((27_389, 1_441, 3_203), (names.Training.Length, names.Stopping.Length, names.Test.Length));

        Parts<string> slice = Parts<string>.Of([.. names.Training.Where((_, i) => i % 10 == 0)], names.Stopping, every: 20);
        (NameWriter writer, _) = NameWriter.Train(slice, seed: 1, epochs: 5);
        Assert.InRange(writer.Score(slice.Test), 0, NameGrams.Score(slice.NotTest, slice.Test, 1, Discounts.Modified) - 0.2);
    }
}
