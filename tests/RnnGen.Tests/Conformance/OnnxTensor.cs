using System.Runtime.InteropServices;

namespace RnnGen.Tests;

/// <summary>A float tensor of ONNX's test data (a TensorProto with raw_data). It trusts the file.</summary>
internal sealed class OnnxTensor
{
    private const int Dims = 1, RawData = 9;   // field numbers of TensorProto

    public OnnxTensor(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var shape = new List<int>();
        while (bytes.Length > 0)
        {
            int key = Number(ref bytes), field = key >> 3, value = Number(ref bytes);   // of a length-delimited field its length
            if ((key & 7) == 0)
            {
                if (field == Dims) shape.Add(value);
                continue;
            }
            if (field == RawData) Values = Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes[..value]).ToArray(), x => (double)x);
            bytes = bytes[value..];
        }
        Shape = [.. shape];
    }

    public int[] Shape { get; }

    public double[] Values { get; } = [];

    private static int Number(ref ReadOnlySpan<byte> bytes)
    {
        int value = 0, shift = 0;
        while (true)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80) return value;
        }
    }
}
