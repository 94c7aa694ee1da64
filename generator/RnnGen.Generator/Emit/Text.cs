namespace RnnGen.Generator.Emit;

/// <summary>Arithmetic on offsets that folds what is known.</summary>
internal static class Text
{
    /// <summary>A variable times a number; the number 1 is left out.</summary>
    public static string Times(string variable, int factor) => factor == 1 ? variable : $"{variable} * {Literal.Of(factor)}";

    /// <summary>With a capital letter.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>The terms' sum; zeros and empty terms are left out.</summary>
    public static string Sum(params string[] terms)
    {
        string[] present = terms.Where(term => term.Length > 0 && term != "0").ToArray();
        return present.Length == 0 ? "0" : string.Join(" + ", present);
    }
}
