using CharLanguageModel.Text;

namespace CharLanguageModel.Tests;

public class VocabularyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("to be, or not to be\n")]
    [InlineData("σ(W·x + b) — 𝒉 ∈ ℝⁿ")]
    public void ATextOfFewCharactersComesBackWhole(string text)
    {
        Vocabulary vocabulary = Vocabulary.Of(text);
        Assert.Equal(text, vocabulary.Decode(vocabulary.Encode(text)));
        Assert.Equal(text.EnumerateRunes().Distinct().Count() + 1, vocabulary.Count);
    }

    [Fact]
    public void FrequentCharactersComeFirstAndTiesAreInCodeOrder() =>
        Assert.Equal("abrcd", Vocabulary.Of("abracadabra").Characters);

    [Fact]
    public void TheRarestCharactersShareOneSymbol()
    {
        string common = string.Concat(Enumerable.Range(0, Vocabulary.Capacity - 1).Select(i => new string((char)(0x400 + i), 2)));
        Vocabulary vocabulary = Vocabulary.Of(common + "xyz");
        Assert.Equal(Vocabulary.Capacity, vocabulary.Count);
        Assert.Equal([Vocabulary.Other, Vocabulary.Other], vocabulary.Encode("xz"));
        Assert.Equal("\uFFFD", vocabulary.Decode([Vocabulary.Other]));
        Assert.Equal(common, vocabulary.Decode(vocabulary.Encode(common)));
    }

    [Fact]
    public void CharactersMakeTheSameVocabularyAgain()
    {
        Vocabulary vocabulary = Vocabulary.Of("𝒉 = tanh(z)");
        Assert.Equal(vocabulary.Encode("(tanh 𝒉)?"), Vocabulary.FromCharacters(vocabulary.Characters).Encode("(tanh 𝒉)?"));
    }

    [Fact]
    public void CharactersThatCannotBeAVocabularyAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Vocabulary.FromCharacters("aa"));
        Assert.Throws<ArgumentException>(() => Vocabulary.FromCharacters(string.Concat(Enumerable.Range(0, 128).Select(i => (char)(0x400 + i)))));
    }
}
