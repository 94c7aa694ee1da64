namespace Names;

/// <summary>The symbols of names: 0 is a name's edge, its beginning where it goes in and its end where it comes out; 1 … 26 are a … z.</summary>
internal static class Letters
{
    /// <summary>Symbols.</summary>
    public const int Count = 27;

    /// <summary>The beginning and the end.</summary>
    public const int Edge = 0;

    /// <summary>The symbols of a name.</summary>
    public static int[] Encode(string name) => [.. name.Select(c => c - 'a' + 1)];

    /// <summary>The name of some symbols.</summary>
    public static string Decode(IEnumerable<int> symbols) => string.Concat(symbols.Select(symbol => (char)('a' + symbol - 1)));
}
