using System.Globalization;

namespace RnnGen.Generator.Emit;

/// <summary>Arithmetic on offsets that folds what is known.</summary>
internal static class Text
{
    /// <summary>A variable times a number; the number 1 is left out.</summary>
    public static string Times(string variable, int factor) => factor == 1 ? variable : $"{variable} * {Literal.Of(factor)}";

    /// <summary>With a capital letter.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>With a small letter.</summary>
    public static string Lower(string text) => char.ToLowerInvariant(text[0]) + text.Substring(1);

    /// <summary>The terms' sum, with one constant at its end, which is left out where it is 0. Terms may be such sums.</summary>
    public static string Sum(params string[] terms)
    {
        int constant = 0;
        var variable = new List<string>();
        foreach (string term in terms.SelectMany(Addends))
        {
            if (int.TryParse(term, NumberStyles.None, CultureInfo.InvariantCulture, out int value)) constant += value;
            else variable.Add(term);
        }
        if (constant > 0 || variable.Count == 0) variable.Add(Literal.Of(constant));
        return string.Join(" + ", variable);
    }

    /// <summary>What a sum adds, parentheses being left as they are.</summary>
    private static IEnumerable<string> Addends(string sum)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < sum.Length; i++)
        {
            if (sum[i] == '(') depth++;
            else if (sum[i] == ')') depth--;
            else if (sum[i] == '+' && depth == 0)
            {
                yield return sum.Substring(start, i - start).Trim();
                start = i + 1;
            }
        }
        if (start < sum.Length) yield return sum.Substring(start).Trim();
    }
}
