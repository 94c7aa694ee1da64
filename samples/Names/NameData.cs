using Samples.Shared;

namespace Names;

/// <summary>Where names come from.</summary>
internal static class NameData
{
    /// <summary>Reads names_ssa: names.txt, a name a line.</summary>
    public static Parts<string> Read(string data)
    {
        string[] names = [.. DataFolder.Lines(DataFolder.Of(data, "names_ssa"), "names.txt")];
        int wrong = Array.FindIndex(names, name => name.Length == 0 || name.Any(c => c is < 'a' or > 'z'));
        return wrong < 0 ? Of(names) : throw new InvalidDataException($"names.txt, line {wrong + 1}: expected letters a to z, found '{names[wrong]}'.");
    }

    /// <summary>Names of a language that does not exist.</summary>
    public static Parts<string> Invent(int count = 3000)
    {
        (InventedLanguage language, Random random) = (new(1), new(1));
        return Of([.. Enumerable.Range(0, count).Select(_ => language.Word(random))]);
    }

    /// <summary>Every tenth name is test: index 9 modulo 10. Stopping is decided on every twentieth of the others.</summary>
    public static Parts<string> Of(IReadOnlyList<string> names)
    {
        (string[] notTest, string[] test) = Parts<string>.Cut(names, every: 10);
        return Parts<string>.Of(notTest, test, every: 20);
    }
}
