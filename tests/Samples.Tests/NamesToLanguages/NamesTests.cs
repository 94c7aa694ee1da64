using NamesToLanguages;
using Samples.Shared;

namespace Samples.Tests.NamesToLanguages;

public class NamesTests
{
    [Fact]
    public void EachLanguageIsSplitByItself()
    {
        // Duplicates within a language go, those between languages stay.
        NamesData data = NamesData.Of([("A", ["a", "b", "a", " c ", "", "d", "e", "f"]), ("B", ["a", "b", "c", "d", "x"])]);
        Assert.Equal([new("e", 0), new("x", 1)], data.Names.Test);
        Assert.Equal("abcdfabcd", string.Concat(data.Names.NotTest.Select(name => name.Text)));
    }

    [Fact]
    public void GramsOfAShortName() =>
        Assert.Equal(["$", "^", "^a", "^a$", "a", "a$"], NaiveBayes.Grams("A").Order(StringComparer.Ordinal));

    /// <summary>
    /// "a" is of language 0, "b" and "bb" of 1; α = 1. 1-to-4-grams: ^ $ a ^a a$ ^a$ (6 of language 0);
    /// ^ $ b ^b b$ ^b$ of "b" and ^ $ b ^b b$ bb ^bb bb$ ^bb$ of "bb" (15 of language 1); 14 different ones.
    /// </summary>
    [Fact]
    public void NaiveBayesByHand()
    {
        var bayes = new NaiveBayes([new("a", 0), new("b", 1), new("bb", 1)], languages: 2, alpha: 1);
        // Of "c": ^ $ are known, c ^c c$ ^c$ are not. 0: 1/3 · (2/20)² · (1/20)⁴; 1: 2/3 · (3/29)² · (1/29)⁴.
        double zero = 1 / 3.0 * Math.Pow(2 / 20.0, 2) * Math.Pow(1 / 20.0, 4), one = 2 / 3.0 * Math.Pow(3 / 29.0, 2) * Math.Pow(1 / 29.0, 4);
        double[] scores = bayes.Scores("c");
        Assert.Equal(Math.Log(zero), scores[0], 12);
        Assert.Equal(Math.Log(one), scores[1], 12);
        Assert.Equal(0, bayes.Classify("a"));
        Assert.Equal(1, bayes.Classify("B"));
    }

    [Fact]
    public void LearnsInventedLanguages()
    {
        NamesData data = NamesData.Invent(languages: 3, names: 300);
        (Classifier classifier, Fitted fitted) = Classifier.Train(data.Names, seed: 1, epochs: 8);
        Assert.InRange(classifier.Accuracy(data.Names.Test), 0.7, 1);   // a third is guessing
        (Classifier again, Fitted same) = Classifier.Train(data.Names, seed: 1, epochs: 8);
        Assert.Equal(fitted with { Seconds = 0 }, same with { Seconds = 0 });
        Assert.Equal(data.Names.Test.Select(name => classifier.Classify(name.Text)), data.Names.Test.Select(name => again.Classify(name.Text)));
    }

    [DataFact("names18")]
    public void TheRealNames()
    {
        NamesData data = NamesData.Read(DataFactAttribute.Folder);
        Assert.Equal(18, data.Languages.Length);
        Assert.Equal((12_975, 1_441, 3_596), (data.Names.Training.Length, data.Names.Stopping.Length, data.Names.Test.Length));
        // The figures of the data's own README: 51.9 and 82.4.
        Assert.Equal(0.519, NamesTask.MajorityAccuracy(data.Names), 3);
        Assert.Equal(0.824, new NaiveBayes(data.Names.NotTest, 18).Accuracy(data.Names.Test), 3);

        Parts<Name> slice = Parts<Name>.Of([.. data.Names.Training.Where((_, i) => i % 8 == 0)], data.Names.Stopping, every: 10);
        (Classifier classifier, _) = Classifier.Train(slice, seed: 1, epochs: 6);
        Assert.InRange(classifier.Accuracy(slice.Test), NamesTask.MajorityAccuracy(slice) + 0.05, 1);
    }
}
