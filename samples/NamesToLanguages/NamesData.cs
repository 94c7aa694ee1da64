using Samples.Shared;

namespace NamesToLanguages;

/// <summary>Surnames of several languages.</summary>
/// <param name="Languages">Their names; the index is the class.</param>
/// <param name="Names">In the order of the languages and of their files. Stopping is decided on every tenth name that is not test.</param>
internal sealed record NamesData(string[] Languages, Parts<Name> Names)
{
    /// <summary>The languages that the model is compiled for.</summary>
    public const int MaxLanguages = 18;

    /// <summary>Reads names18: a file for each language, a name a line.</summary>
    public static NamesData Read(string data)
    {
        string folder = DataFolder.Of(data, "names18");
        string[] files = [.. Directory.GetFiles(folder, "*.txt").Select(file => Path.GetFileName(file))
            .Where(file => !file.StartsWith("LICENSE", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return Of([.. files.Select(file => (Path.GetFileNameWithoutExtension(file), DataFolder.Lines(folder, file)))]);
    }

    /// <summary>Names of languages that do not exist.</summary>
    public static NamesData Invent(int languages = 6, int names = 1000) => Of([.. Enumerable.Range(1, languages).Select(i =>
    {
        (InventedLanguage language, Random random) = (new(i), new(i));
        return ($"Invented {i}", Enumerable.Range(0, names).Select(_ => language.Word(random)));
    })]);

    /// <summary>Splits the names of each language: without duplicates, those whose index is 4 modulo 5 are test.</summary>
    public static NamesData Of(IReadOnlyList<(string Language, IEnumerable<string> Names)> languages)
    {
        if (languages.Count is 0 or > MaxLanguages)
        {
            throw new InvalidDataException($"Expected files of 1 to {MaxLanguages} languages, found {languages.Count}.");
        }
        List<Name> notTest = [], test = [];
        for (int language = 0; language < languages.Count; language++)
        {
            Name[] names = [.. languages[language].Names.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct()
                .Select(name => new Name(name, language))];
            (Name[] others, Name[] cut) = Parts<Name>.Cut(names, every: 5);
            notTest.AddRange(others);
            test.AddRange(cut);
        }
        return new([.. languages.Select(language => language.Language)], Parts<Name>.Of([.. notTest], [.. test], every: 10));
    }
}
