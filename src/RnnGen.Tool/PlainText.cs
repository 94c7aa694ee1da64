using System.Globalization;

namespace RnnGen.Tool;

/// <summary>Texts from files, which may hold anything.</summary>
internal static class PlainText
{
    /// <summary>Without what ends a line, or tells a terminal what to do.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(letter => IsPlain(letter) ? letter : ' '));

    private static bool IsPlain(char letter) => char.GetUnicodeCategory(letter) is not
        (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format);
}
