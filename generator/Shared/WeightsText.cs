using System.Globalization;
using System.Text;

namespace RnnGen.Generator;

/// <summary>
/// What a weights file's header says, as the text that the build's task writes and the analyzer, which reads no binary files, reads.
/// Compiled into both.
/// </summary>
/// <remarks>A line for each fact, its fields between tabs; the same file gives the same text everywhere.</remarks>
internal sealed class WeightsText(string name)
{
    /// <summary>How files with such a text are called.</summary>
    public const string Extension = ".rnnweights";

    private const string FirstLine = "rnnweights 1";
    private const char Separator = '\t';

    /// <summary>What the project calls the file; a model's <c>[Weights]</c> says the same.</summary>
    public string Name => name;

    /// <summary>Why the file cannot be read; null where it can.</summary>
    public string? Problem { get; set; }

    /// <summary>The file's free texts; some say whose weights it holds.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors' types and shapes, by name.</summary>
    public Dictionary<string, (string Dtype, EquatableArray<int> Shape)> Tensors { get; } = [];

    /// <summary>The name with slashes that lean forward on every system.</summary>
    public static string Normalise(string name) => name.Replace('\\', '/');

    /// <summary>The text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        Line("name", name);
        if (Problem is not null) Line("problem", Problem);
        foreach (KeyValuePair<string, string> fact in Metadata.OrderBy(fact => fact.Key, StringComparer.Ordinal)) Line("metadata", fact.Key, fact.Value);
        foreach (KeyValuePair<string, (string Dtype, EquatableArray<int> Shape)> tensor in Tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            Line("tensor", tensor.Key, tensor.Value.Dtype, string.Join(",", tensor.Value.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture))));
        }
        return text.ToString();

        void Line(params string[] fields) => text.Append(string.Join(Separator.ToString(), fields.Select(Escape))).Append('\n');
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static WeightsText? Parse(string text)
    {
        string[] lines = text.Replace("\r", "").Split('\n');
        if (lines[0] != FirstLine) return null;
        WeightsText? weights = null;
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] fields = [.. line.Split(Separator).Select(Unescape)];
            switch (fields[0])
            {
                case "name" when fields.Length == 2 && weights is null: weights = new WeightsText(fields[1]); break;
                case "problem" when fields.Length == 2 && weights is not null: weights.Problem = fields[1]; break;
                case "metadata" when fields.Length == 3 && weights is not null: weights.Metadata[fields[1]] = fields[2]; break;
                case "tensor" when fields.Length == 4 && weights is not null && Sizes(fields[3]) is { } sizes: weights.Tensors[fields[1]] = (fields[2], new(sizes)); break;
                default: return null;
            }
        }
        return weights;
    }

    private static List<int>? Sizes(string shape)
    {
        var sizes = new List<int>();
        foreach (string part in shape.Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size)) return null;
            sizes.Add(size);
        }
        return sizes;
    }

    /// <summary>Control characters, among them whatever might end a line or a field, and backslashes as <c>\uXXXX</c>.</summary>
    private static string Escape(string field)
    {
        var text = new StringBuilder(field.Length);
        foreach (char c in field)
        {
            if (char.IsControl(c) || c is '\\' or '\u2028' or '\u2029') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.ToString();
    }

    private static string Unescape(string field)
    {
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            bool isEscape = field[i] == '\\' && i + 5 < field.Length && field[i + 1] == 'u';
            if (isEscape && ushort.TryParse(field.Substring(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                i += 5;
            }
            else text.Append(field[i]);
        }
        return text.ToString();
    }
}
