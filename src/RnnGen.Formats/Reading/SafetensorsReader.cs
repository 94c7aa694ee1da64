using System.Buffers.Binary;

namespace RnnGen.Formats;

/// <summary>safetensors: RnnGen's own, which say what they are, and a PyTorch <c>state_dict</c>.</summary>
internal sealed class SafetensorsReader : ITensorReader
{
    public ModelFormat Format => ModelFormat.Safetensors;

    public bool Recognizes(InputFile file)
    {
        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        return bytes.Length > Safetensors.PrefixLength && bytes[Safetensors.PrefixLength] == '{'
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= Safetensors.MostHeaderBytes;
    }

    public TensorSet ReadTensors(InputFile file)
    {
        var container = new SafetensorsFile(file.OpenRead(), file.Source);
        var tensors = new TensorSet(file.Source) { Metadata = container.Metadata };
        foreach (SafetensorsEntry entry in container.Entries.Values.OrderBy(entry => entry.Begin))
        {
            if (entry.Shape.Count > FormatLimits.Rank) throw file.Wrong($"tensor '{entry.Name}': expected at most {FormatLimits.Rank} axes, found {entry.Shape.Count}");
            tensors.Add(entry.Name, entry.Dtype, entry.Shape, () => ElementType.Decode(entry.Dtype, container.BytesOf(entry))
                ?? throw file.Wrong($"tensor '{entry.Name}': the type {entry.Dtype} is not read; F64, F32, F16, BF16 and integers are"));
        }
        return tensors;
    }

    public ImportedModel Read(InputFile file) => NamedTensors.Read(ReadTensors(file)) with { Format = Format };
}
