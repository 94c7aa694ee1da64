using System.Buffers.Binary;

namespace RnnGen;

/// <summary>Takes tensors out of a file: each must be there as expected, and in the end none may be left.</summary>
internal sealed class StrictTensors(SafetensorsFile file)
{
    private readonly HashSet<string> _left = [.. file.Entries.Keys];

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Has(string name) => file.Entries.ContainsKey(name);

    /// <summary>The values of a tensor.</summary>
    /// <exception cref="ModelFormatException">It is missing, of another shape or type, or has a value that is not finite.</exception>
    public float[] Take(string name, EquatableArray<int> shape)
    {
        if (!file.Entries.TryGetValue(name, out SafetensorsEntry? entry))
        {
            throw new ModelFormatException($"{file.Source}: tensor '{name}' is missing: expected {Text(Safetensors.Float32, shape)}, found {Names(file.Entries.Keys)}.");
        }
        if (entry.Dtype != Safetensors.Float32 || entry.Shape != shape)
        {
            throw new ModelFormatException(
                $"{file.Source}: tensor '{name}': expected {Text(Safetensors.Float32, shape)}, found {Text(entry.Dtype, entry.Shape)}.");
        }
        _left.Remove(name);
        return Decode(entry);
    }

    /// <summary>Checks that every tensor was taken.</summary>
    /// <exception cref="ModelFormatException">One is left over.</exception>
    public void RequireNoneLeft()
    {
        if (_left.Count == 0) return;
        throw new ModelFormatException(
            $"{file.Source}: expected no further tensor, found {Names(_left.Select(name => Text(name, file.Entries[name].Shape)))}.");
    }

    private float[] Decode(SafetensorsEntry entry)
    {
        ReadOnlySpan<byte> bytes = file.BytesOf(entry);
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
            if (!float.IsFinite(values[i]))
            {
                throw new ModelFormatException(
                    $"{file.Source}: tensor '{entry.Name}': expected finite values, found {values[i].ToString(System.Globalization.CultureInfo.InvariantCulture)} at index {i}.");
            }
        }
        return values;
    }

    private static string Text(string what, EquatableArray<int> shape) => $"{what} [{string.Join(", ", shape)}]";

    /// <summary>The first names, so that a message stays readable.</summary>
    private static string Names(IEnumerable<string> names)
    {
        const int Most = 12;
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        string text = string.Join(", ", sorted.Take(Most));
        return sorted.Length == 0 ? "no tensor" : sorted.Length <= Most ? text : $"{text} and {sorted.Length - Most} more";
    }
}
