using System.Globalization;
using System.Text;

namespace RnnGen;

/// <summary>
/// A safetensors header's text, read from left to right: as much of JSON as the format has, which is objects, strings and lists of
/// whole numbers. Nothing here recurses, so that no depth of brackets can hurt.
/// </summary>
/// <remarks>Compiled into the build's task as well, whose host has no <c>System.Text.Json</c> to count on. Every mistake is a <see cref="FormatException"/>.</remarks>
internal sealed class HeaderText(string text)
{
    /// <summary>The longest number that surely is a <see cref="long"/>.</summary>
    private const int MostDigits = 18;

    private int _at;

    /// <summary>What comes next, after white space; NUL, which JSON has nowhere, at the end.</summary>
    public char Peek()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    /// <summary>The keys of the object that comes next. Whoever enumerates them reads each key's value before going on.</summary>
    public IEnumerable<string> ReadKeys()
    {
        Expect('{');
        if (!TryTake('}'))
        {
            do
            {
                string key = ReadString();
                Expect(':');
                yield return key;
            }
            while (TryTake(','));
            Expect('}');
        }
    }

    /// <summary>The string that comes next.</summary>
    public string ReadString()
    {
        Expect('"');
        var value = new StringBuilder();
        for (char c = Next(); c != '"'; c = Next())
        {
            if (c < ' ') throw new FormatException($"a string has the control character U+{(int)c:X4}");
            value.Append(c == '\\' ? ReadEscape() : c);
        }
        RequirePairs(value);
        return value.ToString();
    }

    /// <summary>The list of numbers ≥ 0 that comes next; null for anything else, and then nothing more can be read.</summary>
    public long[]? ReadNumbers()
    {
        var numbers = new List<long>();
        if (!TryTake('[')) return null;
        if (TryTake(']')) return [];
        do
        {
            if (ReadNumber() is not { } number) return null;
            numbers.Add(number);
        }
        while (TryTake(','));
        return TryTake(']') ? numbers.ToArray() : null;
    }

    /// <summary>Checks that nothing but white space is left.</summary>
    public void RequireEnd()
    {
        Peek();
        if (_at < text.Length) throw Unexpected("the end");
    }

    private long? ReadNumber()
    {
        Peek();
        int start = _at;
        while (_at < text.Length && text[_at] is >= '0' and <= '9') _at++;
        string digits = text.Substring(start, _at - start);
        bool isNumber = digits.Length is > 0 and <= MostDigits && (digits[0] != '0' || digits.Length == 1);
        return isNumber ? long.Parse(digits, CultureInfo.InvariantCulture) : null;
    }

    private char ReadEscape()
    {
        char c = Next();
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => (char)(ReadHexDigit() << 12 | ReadHexDigit() << 8 | ReadHexDigit() << 4 | ReadHexDigit()),
            _ => throw new FormatException($"a string has the unknown escape '\\{c}'"),
        };
    }

    private int ReadHexDigit()
    {
        char c = Next();
        return c switch
        {
            >= '0' and <= '9' => c - '0',
            >= 'a' and <= 'f' => c - 'a' + 10,
            >= 'A' and <= 'F' => c - 'A' + 10,
            _ => throw new FormatException($"a string has '{c}' for a hexadecimal digit"),
        };
    }

    private static void RequirePairs(StringBuilder value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1])) throw new FormatException("a string has half a surrogate pair");
            i++;
        }
    }

    /// <summary>The next character of a string, white space included.</summary>
    private char Next() => _at < text.Length ? text[_at++] : throw new FormatException("a string does not end");

    private void Expect(char expected)
    {
        if (!TryTake(expected)) throw Unexpected($"'{expected}'");
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    private FormatException Unexpected(string expected) =>
        new(FormattableString.Invariant($"expected {expected} at character {_at}, found {(_at < text.Length ? $"'{text[_at]}'" : "the end")}"));
}
