namespace LettersToPhonemes.Data;

/// <summary>What words are spelled with: a to z and the apostrophe.</summary>
internal static class Letters
{
    public const int Count = 27;

    /// <summary>The number of a letter, or −1.</summary>
    public static int NumberOf(char letter) => letter == '\'' ? 26 : letter is >= 'a' and <= 'z' ? letter - 'a' : -1;

    public static int[] Encode(string spelling) => [.. spelling.Select(NumberOf)];
}

/// <summary>The 39 phonemes of the CMU dictionary without stress, and what ends and begins a pronunciation.</summary>
internal static class Phonemes
{
    private static readonly string[] Names =
    [
        ".", "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K", "L", "M", "N", "NG",
        "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
    ];

    private static readonly Dictionary<string, int> Numbers = Enumerable.Range(0, Names.Length).ToDictionary(i => Names[i]);

    /// <summary>Ends a pronunciation.</summary>
    public const int End = 0;

    /// <summary>The phonemes and the end: what can be written.</summary>
    public const int Count = 40;

    /// <summary>What is read before the first phoneme.</summary>
    public const int Begin = 40;

    /// <summary>The number of a phoneme; a stress digit behind it is left out. −1 where there is no such phoneme.</summary>
    public static int NumberOf(string phoneme) => Numbers.GetValueOrDefault(phoneme.TrimEnd('0', '1', '2'), -1);

    public static int[] Encode(string pronunciation) => [.. pronunciation.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(NumberOf)];

    public static string Decode(IEnumerable<int> phonemes) => string.Join(' ', phonemes.Select(phoneme => Names[phoneme]));
}
