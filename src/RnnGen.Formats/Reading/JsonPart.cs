using System.Text.Json;
using System.Text.Unicode;

namespace RnnGen.Formats;

/// <summary>A value in a JSON file with the way to it, read strictly: an object's keys are taken one by one, and none may be left.</summary>
internal sealed class JsonPart
{
    private readonly InputFile _file;
    private readonly JsonElement _element;
    private readonly Dictionary<string, JsonPart>? _left;

    // The way is put together when somebody asks: written out for every value it would be as long as the file for each of them.
    private readonly JsonPart? _parent;
    private readonly string _place;

    private JsonPart(InputFile file, JsonElement element, JsonPart? parent, string place)
    {
        (_file, _element, _parent, _place) = (file, element, parent, place);
        if (Kind != JsonValueKind.Object) return;
        _left = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = Guard(() => property.Name);
            if (!_left.TryAdd(name, new JsonPart(file, property.Value, this, "." + name))) throw Wrong($"the key '{Cut(name)}' stands twice");
        }
        Keys = [.. _left.Keys];
    }

    /// <summary>The whole of <paramref name="file"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged, nested too deeply or too large, or a key stands twice.</exception>
    public static JsonPart Parse(InputFile file)
    {
        if (file.Bytes.Length > FormatLimits.JsonBytes) throw file.Wrong($"expected at most {FormatLimits.JsonBytes} bytes of JSON, found {file.Bytes.Length}");
        ReadOnlyMemory<byte> text = file.StartsWith("\uFEFF"u8) ? file.Bytes[3..] : file.Bytes;
        if (!Utf8.IsValid(text.Span)) throw file.Wrong("the JSON is damaged: it is not UTF-8");
        try
        {
            return new JsonPart(file, JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepth }).RootElement, null, "");
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException($"{file.Source}: the JSON is damaged or nested deeper than {FormatLimits.JsonDepth} levels: {exception.Message}", exception);
        }
    }

    /// <summary>The way to it: <c>layers[0].weights[1]</c>; empty for the whole.</summary>
    public string Path => _parent is null ? "" : (_parent.Path + Cut(_place)).TrimStart('.');

    /// <summary>What it is.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>An object's keys in the file's order; empty for anything else.</summary>
    public IReadOnlyList<string> Keys { get; } = [];

    /// <summary>Whether it is an object with this key.</summary>
    public bool Has(string key) => Keys.Contains(key);

    /// <summary>Takes the value of a key.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public JsonPart Take(string key) => TakeIfAny(key) ?? throw Wrong($"the key '{key}' is missing{(Kind == JsonValueKind.Object ? "" : $": expected an object, found {KindText}")}");

    /// <summary>Takes the value of a key; null where there is none, or where it is null.</summary>
    public JsonPart? TakeIfAny(string key)
    {
        if (_left is null || !_left.Remove(key, out JsonPart? value)) return null;
        return value.Kind == JsonValueKind.Null ? null : value;
    }

    /// <summary>The value of a key that has not been taken, which it stays; null where there is none.</summary>
    public JsonPart? Peek(string key) => _left?.GetValueOrDefault(key);

    /// <summary>Checks that every key was taken.</summary>
    /// <exception cref="ModelFormatException">One is left: nobody knows what it means.</exception>
    public void RequireNoneLeft()
    {
        if (_left is { Count: > 0 }) throw Wrong($"the key '{Cut(_left.Keys.First())}' is not understood");
    }

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<JsonPart> Items()
    {
        if (Kind != JsonValueKind.Array) throw Wrong($"expected an array, found {KindText}");
        return [.. _element.EnumerateArray().Select((item, i) => new JsonPart(_file, item, this, $"[{i}]"))];
    }

    /// <summary>A text.</summary>
    public string Text() => Kind == JsonValueKind.String ? Guard(() => _element.GetString()!) : throw Wrong($"expected a text, found {KindText}");

    /// <summary>Its JSON.</summary>
    public string Json()
    {
        if (Kind == JsonValueKind.String) Text();
        return _element.GetRawText();
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Whole(int least, int most)
    {
        if (Kind != JsonValueKind.Number || !_element.TryGetInt32(out int value) || value < least || value > most)
        {
            throw Wrong($"expected a whole number from {least} to {most}, found {Shown}");
        }
        return value;
    }

    /// <summary>A number.</summary>
    public double Number()
    {
        if (Kind != JsonValueKind.Number || !_element.TryGetDouble(out double value) || !double.IsFinite(value)) throw Wrong($"expected a number, found {Shown}");
        return value;
    }

    /// <summary>true or false, also as 1 or 0.</summary>
    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Whole(0, 1) == 1,
    };

    /// <summary>Nested arrays of numbers as one tensor; all rows must be of one length.</summary>
    public (EquatableArray<int> Shape, float[] Values) Tensor()
    {
        var shape = new List<int>();
        for (JsonElement inner = _element; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            if (shape.Count == FormatLimits.Rank) throw Wrong($"expected at most {FormatLimits.Rank} axes");
            shape.Add(inner.GetArrayLength());
            if (shape[^1] == 0) throw Wrong("expected numbers, found an empty array");
        }
        if (shape.Count == 0) throw Wrong($"expected an array of numbers, found {Shown}");
        var values = new List<float>();
        Collect(_element, shape, 0, values);
        return (new(shape), [.. values]);
    }

    /// <summary>Something is wrong here: a sentence without its full stop.</summary>
    public ModelFormatException Wrong(string what) => _file.Wrong(Path.Length == 0 ? what : $"{Path}: {what}");

    private void Collect(JsonElement array, List<int> shape, int axis, List<float> values)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != shape[axis])
        {
            string found = array.ValueKind == JsonValueKind.Array ? $"{array.GetArrayLength()} of them" : "none";
            throw Wrong($"expected {shape[axis]} items in every array of axis {axis}, found {found}");
        }
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (axis + 1 < shape.Count)
            {
                Collect(item, shape, axis + 1, values);
                continue;
            }
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetSingle(out float value) || !float.IsFinite(value))
            {
                throw Wrong($"expected finite numbers, found {Cut(item.GetRawText())} at index {values.Count}");
            }
            values.Add(value);
        }
    }

    private string KindText => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private string Shown => Kind is JsonValueKind.Object or JsonValueKind.Array ? KindText : Cut(_element.GetRawText());

    /// <summary>A gain: what any amplifier has, in decibels.</summary>
    public double Decibels() => Number() is var value && Math.Abs(value) <= MostDecibels ? value : throw Wrong($"expected at most {MostDecibels} dB up or down, found {Shown}");

    /// <summary>A sample rate.</summary>
    public double Rate() => Number() is var value and > 0 and < MostRate ? value : throw Wrong($"expected a sample rate above 0 and below 1e7, found {Shown}");

    private const double MostDecibels = 400, MostRate = 1e7;

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>Half a surrogate pair shows only when a text is asked for.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw new ModelFormatException($"{_file.Source}: {Path}: the text is damaged: {exception.Message}", exception);
        }
    }
}
