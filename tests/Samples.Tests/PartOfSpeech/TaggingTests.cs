using PartOfSpeech;
using RnnGen;
using Samples.Shared;

namespace Samples.Tests.PartOfSpeech;

public class TaggingTests
{
    private static readonly int Noun = Array.IndexOf(Tags.Names, "NOUN"), Verb = Array.IndexOf(Tags.Names, "VERB"), Adverb = Array.IndexOf(Tags.Names, "ADV");

    [Theory]
    [InlineData("word", "xx")]
    [InlineData("Word", "Xxx")]
    [InlineData("USA", "XX")]
    [InlineData("McDonald's", "XxXxx'x")]
    [InlineData("1,250.50", "9,99.99")]
    [InlineData("...", "..")]
    public void ShapesOfWords(string form, string shape) => Assert.Equal(shape, WordColumns.Shape(form));

    [Fact]
    public void AnUnknownWordGoesByItsEnding()
    {
        Word[] training = [.. Enumerable.Repeat(new Word("walk", Verb), 5), new("walk", Noun), new("talk", Noun), new("chalk", Noun), new("badly", Adverb)];
        var tagger = new MostFrequentTag([training]);
        Assert.Equal(Verb, tagger.Tag("walk"));
        // -alk: three words are nouns, one is a verb, how often it may occur.
        Assert.Equal(Noun, tagger.Tag("balk"));
        Assert.Equal(Adverb, tagger.Tag("MADLY"));
        // No ending is known: verbs are the most frequent.
        Assert.Equal(Verb, tagger.Tag("zoo"));
        // Without endings, every unknown word is what is most frequent.
        Assert.Equal(Verb, new MostFrequentTag([training], longestEnding: 0).Tag("madly"));
    }

    [Fact]
    public void ScoresByHand()
    {
        Word[] sentence = [new("a", Noun), new("b", Noun), new("c", Noun), new("d", Verb)];
        // Nouns: 2 right, 2 given, 3 true. Verbs: 1 right, 2 given, 1 true.
        ClassificationMetrics scores = TagScores.Of([sentence], _ => [Noun, Noun, Verb, Verb]);
        Assert.Equal(0.75, scores.Accuracy, 12);
        Assert.Equal((4 / 5.0 + 2 / 3.0) / 2, scores.Macro().F1, 12);
    }

    [Fact]
    public void RareWordsAreForgottenMoreOften()
    {
        Word[] sentence = [.. Enumerable.Repeat(new Word("often", Adverb), 98), new("twice", Adverb), new("twice", Adverb)];
        var columns = new WordColumns([sentence]);
        int[] tokens = columns.Encode(sentence);
        var random = new Random(1);
        int often = 0, twice = 0;
        for (int i = 0; i < 400; i++)
        {
            int[] forgetful = columns.ForgetWords(tokens, random, alpha: 0.5);
            // Only words are forgotten.
            Assert.All(Enumerable.Range(0, tokens.Length).Where(j => j % WordColumns.Count != 0), j => Assert.Equal(tokens[j], forgetful[j]));
            if (forgetful[0] == 0) often++;
            if (forgetful[^WordColumns.Count] == 0) twice++;
        }
        // 0.5/98.5 and 0.5/2.5 of 400: 2 and 80, within five deviations of a binomial.
        Assert.InRange(often, 0, 9);
        Assert.InRange(twice, 40, 120);
    }

    [Fact]
    public void LearnsAnInventedLanguage()
    {
        Parts<Word[]> sentences = Treebank.Invent(count: 450);
        Assert.Equal((285, 15, 150), (sentences.Training.Length, sentences.Stopping.Length, sentences.Test.Length));
        var baseline = new MostFrequentTag(sentences.NotTest);
        double byWord = TagScores.Of(sentences.Test, sentence => Array.ConvertAll(sentence, word => baseline.Tag(word.Form))).Accuracy;
        (Tagger tagger, Fitted fitted) = Tagger.Train(sentences, seed: 1, epochs: 8);
        // Nouns and verbs share their stems: only a network that looks at neighbours tells them apart.
        Assert.InRange(TagScores.Of(sentences.Test, tagger.Tag).Accuracy, byWord + 0.05, 1);
        (Tagger again, Fitted same) = Tagger.Train(sentences, seed: 1, epochs: 8);
        Assert.Equal(fitted with { Seconds = 0 }, same with { Seconds = 0 });
        Assert.Equal(sentences.Test.SelectMany(tagger.Tag), sentences.Test.SelectMany(again.Tag));
    }

    [DataFact("ud_english_ewt")]
    public void TheRealSentences()
    {
        Parts<Word[]> sentences = Treebank.Read(DataFactAttribute.Folder);
        Assert.Equal((11_917, 627, 2_077), (sentences.Training.Length, sentences.Stopping.Length, sentences.Test.Length));
        Assert.Equal((204_577, 25_094), (sentences.NotTest.Sum(sentence => sentence.Length), sentences.Test.Sum(sentence => sentence.Length)));
        // The figure of the data's own README: 86.2.
        var byWord = new MostFrequentTag(sentences.NotTest, longestEnding: 0);
        Assert.Equal(0.862, TagScores.Of(sentences.Test, sentence => Array.ConvertAll(sentence, word => byWord.Tag(word.Form))).Accuracy, 3);

        // A quarter of the sentences of at most 15 words.
        Parts<Word[]> slice = Parts<Word[]>.Of([.. sentences.Training.Where((sentence, i) => i % 4 == 0 && sentence.Length <= 15)], sentences.Stopping, every: 20);
        var baseline = new MostFrequentTag(slice.NotTest, longestEnding: 0);
        double least = TagScores.Of(slice.Test, sentence => Array.ConvertAll(sentence, word => baseline.Tag(word.Form))).Accuracy;
        (Tagger tagger, _) = Tagger.Train(slice, seed: 1, epochs: 5);
        Assert.InRange(TagScores.Of(slice.Test, tagger.Tag).Accuracy, least + 0.02, 1);
    }
}
