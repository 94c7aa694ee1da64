using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace RnnGen.Generator.Emit;

/// <summary>Writes C# text: indents, ends lines with <c>\n</c> only, and leaves blank lines without spaces.</summary>
internal sealed class CodeWriter
{
    private const int IndentWidth = 4;
    private readonly StringBuilder _text = new();
    private int _indent;
    private bool _atLineStart = true;

    /// <summary>Writes an empty line.</summary>
    public void Line() => Write("\n");

    /// <summary>Writes a line, or several: each line of <paramref name="text"/> is indented.</summary>
    public void Line(string text)
    {
        Write(text);
        Write("\n");
    }

    /// <inheritdoc cref="Line(string)"/>
    public void Line([InterpolatedStringHandlerArgument("")] ref Interpolation text) => Write("\n");

    /// <summary>Writes each line of <paramref name="text"/> behind <paramref name="prefix"/>, as comments need it.</summary>
    public void Lines(string prefix, string text)
    {
        foreach (string line in text.Replace("\r", "").Split('\n')) Line((prefix + line).TrimEnd(' '));
    }

    /// <summary>Writes a header and an opening brace; what follows is indented until the block is disposed.</summary>
    public BlockEnd Block(string header)
    {
        Line(header);
        return Open();
    }

    /// <inheritdoc cref="Block(string)"/>
    public BlockEnd Block([InterpolatedStringHandlerArgument("")] ref Interpolation header)
    {
        Write("\n");
        return Open();
    }

    /// <summary>All text so far.</summary>
    public override string ToString() => _text.ToString();

    private BlockEnd Open()
    {
        Line("{");
        _indent++;
        return new BlockEnd(this);
    }

    private void Write(string text)
    {
        foreach (char c in text) Write(c);
    }

    private void Write(char c)
    {
        switch (c)
        {
            case '\r':
                return;
            case '\n':
                _atLineStart = true;
                break;
            default:
                if (_atLineStart) _text.Append(' ', IndentWidth * _indent);
                _atLineStart = false;
                break;
        }
        _text.Append(c);
    }

    /// <summary>Closes a block.</summary>
    internal readonly struct BlockEnd(CodeWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line("}");
        }
    }

    /// <summary>
    /// Takes the pieces of <c>$"…"</c>. There is no generic hole, so that nothing can be printed in the machine's culture.
    /// </summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolation
    {
        private readonly CodeWriter _writer;

        // The compiler passes the two counts to every handler.
        public Interpolation(int literalLength, int formattedCount, CodeWriter writer)
        {
            _ = (literalLength, formattedCount);
            _writer = writer;
        }

        public void AppendLiteral(string text) => _writer.Write(text);

        public void AppendFormatted(string? text) => _writer.Write(text ?? "");

        public void AppendFormatted(char c) => _writer.Write(c);

        public void AppendFormatted(int value) => _writer.Write(Literal.Of(value));

        public void AppendFormatted(float value) => _writer.Write(Literal.Of(value));
    }
}

/// <summary>Values as C# literals, the same in every culture.</summary>
internal static class Literal
{
    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nine digits give back the very same float.</summary>
    public static string Of(float value) => value switch
    {
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ when float.IsNaN(value) => "float.NaN",
        _ => value.ToString("G9", CultureInfo.InvariantCulture) + "f",
    };

    /// <summary>A quoted string; everything outside printable ASCII is escaped.</summary>
    public static string Of(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return text.Append('"').ToString();
    }
}
