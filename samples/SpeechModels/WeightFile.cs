using RnnGen;
using RnnGen.Formats;

namespace SpeechModels;

/// <summary>Named tensors of a file, each of which is taken once.</summary>
internal sealed class WeightFile
{
    private readonly string _path;
    private readonly Dictionary<string, ImportedTensor> _left;

    /// <summary>Reads the tensors of safetensors, NumPy or ONNX.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of another kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public WeightFile(string path)
    {
        _path = path;
        _left = ModelImport.ReadTensors(path).ToDictionary(tensor => tensor.Name);
    }

    /// <summary>Whether there is such a tensor, not yet taken.</summary>
    public bool Has(string name) => _left.ContainsKey(name);

    /// <summary>A tensor's values, row-major.</summary>
    /// <exception cref="ModelFormatException">It is missing, or of another shape.</exception>
    public float[] Take(string name, params IReadOnlyList<int> shape)
    {
        if (!_left.Remove(name, out ImportedTensor? tensor)) throw Wrong($"tensor '{name}' is missing: expected [{string.Join(", ", shape)}]");
        if (!tensor.Shape.SequenceEqual(shape)) throw Wrong($"tensor '{name}': expected [{string.Join(", ", shape)}], found [{string.Join(", ", tensor.Shape)}]");
        return [.. tensor.Values];
    }

    /// <summary>A tensor's values, whatever its shape.</summary>
    /// <exception cref="ModelFormatException">It is missing.</exception>
    public float[] TakeAny(string name) => _left.Remove(name, out ImportedTensor? tensor) ? [.. tensor.Values] : throw Wrong($"tensor '{name}' is missing");

    /// <summary>Checks that all were taken.</summary>
    /// <exception cref="ModelFormatException">One is left over.</exception>
    public void RequireNoneLeft()
    {
        if (_left.Count > 0) throw Wrong($"expected no further tensor, found {string.Join(", ", _left.Keys.Order(StringComparer.Ordinal))}");
    }

    /// <summary>Something is wrong with the file: a sentence without its full stop.</summary>
    public ModelFormatException Wrong(string what) => new($"'{_path}': {what}.");
}
