using Samples.Shared;

namespace PartOfSpeech;

/// <summary>Where sentences with tags come from.</summary>
internal static class Treebank
{
    /// <summary>
    /// Reads ud_english_ewt: a word and its tag a line, an empty line between sentences. The test file is test; stopping is decided on
    /// every twentieth sentence of the training file.
    /// </summary>
    public static Parts<Word[]> Read(string data)
    {
        string folder = DataFolder.Of(data, "ud_english_ewt");
        return Parts<Word[]>.Of([.. ReadFile(folder, "en_ewt-train.tsv.gz")], [.. ReadFile(folder, "en_ewt-test.tsv")], every: 20);
    }

    /// <summary>Sentences of a language that does not exist; test is the last third.</summary>
    public static Parts<Word[]> Invent(int count = 1500)
    {
        (InventedGrammar grammar, Random random) = (new(seed: 1), new(1));
        Word[][] sentences = [.. Enumerable.Range(0, count).Select(_ => grammar.Sentence(random))];
        int test = count / 3;
        return Parts<Word[]>.Of(sentences[..^test], sentences[^test..], every: 20);
    }

    private static IEnumerable<Word[]> ReadFile(string folder, string file)
    {
        List<Word> sentence = [];
        int number = 0;
        foreach (string line in DataFolder.Lines(folder, file).Append(""))
        {
            number++;
            if (line.Length > 0)
            {
                string[] fields = line.Split('\t');
                int tag = fields.Length == 2 ? Array.IndexOf(Tags.Names, fields[1]) : -1;
                if (tag < 0) throw new InvalidDataException($"{file}, line {number}: expected a word, a tab and its part of speech, found '{line}'.");
                sentence.Add(new(fields[0], tag));
            }
            else if (sentence.Count > 0)
            {
                yield return [.. sentence];
                sentence.Clear();
            }
        }
    }
}
