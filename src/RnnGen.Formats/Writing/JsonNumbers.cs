using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>Floats in JSON: as few digits as bring back the same float.</summary>
internal static class JsonNumbers
{
    /// <summary>A property with a flat array.</summary>
    public static void Write(Utf8JsonWriter json, string key, IEnumerable<float> values)
    {
        json.WritePropertyName(key);
        WriteArray(json, values);
    }

    /// <summary>A flat array.</summary>
    public static void WriteArray(Utf8JsonWriter json, IEnumerable<float> values)
    {
        json.WriteStartArray();
        foreach (float value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>A tensor of one or two axes as nested arrays.</summary>
    public static void WriteTensor(Utf8JsonWriter json, IReadOnlyList<int> shape, float[] values)
    {
        if (shape.Count == 1)
        {
            WriteArray(json, values);
            return;
        }
        json.WriteStartArray();
        for (int row = 0; row < shape[0]; row++) WriteArray(json, values.AsSpan(row * shape[1], shape[1]).ToArray());
        json.WriteEndArray();
    }
}
