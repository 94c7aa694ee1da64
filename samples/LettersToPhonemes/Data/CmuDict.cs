using System.IO.Compression;

namespace LettersToPhonemes.Data;

/// <summary>Reads the CMU pronouncing dictionary: lines <c>word P1 P2 …</c>, variants <c>word(2) …</c>, comments behind <c>#</c>.</summary>
internal static class CmuDict
{
    /// <summary>The words of <c>cmudict.dict</c> or <c>cmudict.dict.gz</c> in a folder, or in its folder <c>cmudict</c>.</summary>
    /// <exception cref="IOException">Neither is there.</exception>
    /// <exception cref="InvalidDataException">A line has no phonemes, or an unknown one.</exception>
    public static (IReadOnlyList<Word> Words, int LeftOut) Open(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "cmudict"))) folder = Path.Combine(folder, "cmudict");
        string plain = Path.Combine(folder, "cmudict.dict"), packed = plain + ".gz";
        if (File.Exists(plain)) return Read(File.ReadLines(plain));
        if (!File.Exists(packed)) throw new FileNotFoundException($"There is neither cmudict.dict nor cmudict.dict.gz in {folder}.");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return Read(lines);
    }

    /// <summary>Words in the order of the lines; those with other symbols than a to z and the apostrophe are left out.</summary>
    public static (IReadOnlyList<Word> Words, int LeftOut) Read(IEnumerable<string> lines)
    {
        var words = new List<Word>();
        var pronunciations = new Dictionary<string, List<int[]>>();
        var leftOut = new HashSet<string>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] parts = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) continue;
            string spelling = parts[0].IndexOf('(') is var bracket and > 0 ? parts[0][..bracket] : parts[0];
            int[] phonemes = [.. parts.Skip(1).Select(Phonemes.NumberOf)];
            if (phonemes.Length == 0 || phonemes.Contains(-1)) throw new InvalidDataException($"Line {number}: expected a word and its phonemes, found '{line}'.");
            if (spelling.Any(letter => Letters.NumberOf(letter) < 0))
            {
                leftOut.Add(spelling);
                continue;
            }
            if (!pronunciations.TryGetValue(spelling, out List<int[]>? known))
            {
                pronunciations.Add(spelling, known = []);
                words.Add(new Word(spelling, known));
            }
            // Without stress, variants may be the same.
            if (!known.Any(other => other.SequenceEqual(phonemes))) known.Add(phonemes);
        }
        return (words, leftOut.Count);
    }
}
