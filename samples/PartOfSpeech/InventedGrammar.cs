using Samples.Shared;

namespace PartOfSpeech;

/// <summary>
/// A small language that does not exist, for when there is no real text. Its endings tell adverbs and adjectives; its nouns and
/// verbs share their stems, so that only the neighbours tell them apart.
/// </summary>
internal sealed class InventedGrammar
{
    private const int Stems = 400;

    private readonly string[] _stems;

    /// <summary>The language of a seed.</summary>
    public InventedGrammar(int seed)
    {
        (InventedLanguage language, Random random) = (new(seed), new(seed));
        _stems = [.. Enumerable.Range(0, Stems).Select(_ => language.Word(random))];
    }

    /// <summary>(DET ADJ? NOUN | PRON | PROPN) VERB ADV? (DET ADJ? NOUN)? PUNCT</summary>
    public Word[] Sentence(Random random)
    {
        List<Word> words = [];
        switch (random.Next(3))
        {
            case 0: NounPhrase(); break;
            case 1: Add(Pick("ke", "lo", "mu"), "PRON"); break;
            default:
                string name = Stem();
                Add(char.ToUpperInvariant(name[0]) + name[1..], "PROPN");
                break;
        }
        Add(Stem(), "VERB");
        if (random.Next(2) == 0) Add(Stem() + "mente", "ADV");
        if (random.Next(2) == 0) NounPhrase();
        Add(".", "PUNCT");
        return [.. words];

        void NounPhrase()
        {
            Add(Pick("ta", "so"), "DET");
            if (random.Next(2) == 0) Add(Stem() + "ig", "ADJ");
            Add(Stem(), "NOUN");
        }

        void Add(string form, string tag) => words.Add(new(form, Array.IndexOf(Tags.Names, tag)));

        // The lower of two draws, so that some stems are frequent and some rare.
        string Stem() => _stems[Math.Min(random.Next(Stems), random.Next(Stems))];

        string Pick(params string[] choices) => choices[random.Next(choices.Length)];
    }
}
