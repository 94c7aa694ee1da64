namespace RnnGen;

/// <summary>Takes tensors out of a file: each must be there as expected, and in the end none may be left.</summary>
internal sealed class StrictTensors(ITensorFile file)
{
    private readonly HashSet<string> _left = [.. file.Names];

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Has(string name) => file.Find(name) is not null;

    /// <summary>The values of a tensor.</summary>
    /// <exception cref="ModelFormatException">It is missing, of another shape or type, or has a value that is not finite.</exception>
    public float[] Take(string name, EquatableArray<int> shape)
    {
        if (file.Find(name) is not { } found)
        {
            throw new ModelFormatException($"{file.Source}: tensor '{name}' is missing: expected {Text(Safetensors.Float32, shape)}, found {Names(file.Names)}.");
        }
        if (found.Dtype != Safetensors.Float32 || found.Shape != shape)
        {
            throw new ModelFormatException(
                $"{file.Source}: tensor '{name}': expected {Text(Safetensors.Float32, shape)}, found {Text(found.Dtype, found.Shape)}.");
        }
        _left.Remove(name);
        return file.ReadFloats(name);
    }

    /// <summary>Checks that every tensor was taken.</summary>
    /// <exception cref="ModelFormatException">One is left over.</exception>
    public void RequireNoneLeft()
    {
        if (_left.Count == 0) return;
        throw new ModelFormatException(
            $"{file.Source}: expected no further tensor, found {Names(_left.Select(name => Text(name, file.Find(name)!.Value.Shape)))}.");
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
