using System.Runtime.InteropServices;
using System.Text.Json;

namespace RnnGen.Tests;

/// <summary>A safetensors file of the conformance data, F32 or F64, read as <c>double</c>. It trusts the file.</summary>
internal sealed class ConformanceFile
{
    private readonly Dictionary<string, (int[] Shape, double[] Values)> _tensors = [];

    public ConformanceFile(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BitConverter.ToUInt64(bytes);
        using JsonDocument json = JsonDocument.Parse(bytes.AsMemory(8, header));
        foreach (JsonProperty tensor in json.RootElement.EnumerateObject())
        {
            if (tensor.Name == "__metadata__") continue;
            int[] shape = Ints("shape"), range = Ints("data_offsets");
            ReadOnlySpan<byte> data = bytes.AsSpan(8 + header)[range[0]..range[1]];
            _tensors.Add(tensor.Name, (shape, tensor.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value),
                "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
                string type => throw new NotSupportedException($"{path}: {tensor.Name} has the type {type}."),
                null => throw new InvalidDataException($"{path}: {tensor.Name} has no type."),
            }));

            int[] Ints(string property) => tensor.Value.GetProperty(property).EnumerateArray().Select(item => item.GetInt32()).ToArray();
        }
    }

    public IEnumerable<string> Names => _tensors.Keys;

    public double[] this[string name] => _tensors[name].Values;

    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>Row <paramref name="b"/> of the batch, of a tensor [first, B, width]: its first <paramref name="steps"/> vectors.</summary>
    public double[] Row(string name, int b, int steps)
    {
        (int[] shape, double[] values) = _tensors[name];
        int batch = shape[1], width = shape[2];
        return Enumerable.Range(0, steps).SelectMany(t => values.Skip((t * batch + b) * width).Take(width)).ToArray();
    }
}
