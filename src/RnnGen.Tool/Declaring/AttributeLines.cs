namespace RnnGen.Tool.Declaring;

/// <summary>A declaration as a person would write it: one attribute a line.</summary>
internal static class AttributeLines
{
    /// <summary>The attributes of <paramref name="spec"/>, in their order.</summary>
    public static IReadOnlyList<string> Of(ModelSpec spec)
    {
        // Canonical: attributes with one space between them. A name in quotation marks may hold anything, also "] [".
        string text = spec.ToString();
        var lines = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted) i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ']' && !quoted)
            {
                lines.Add(text[start..(i + 1)]);
                start = i + 2;
            }
        }
        return lines;
    }
}
