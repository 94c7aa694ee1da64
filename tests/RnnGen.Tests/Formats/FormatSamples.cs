using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Tests.Formats;

/// <summary>Networks, filled buffers, and files made by hand.</summary>
internal static class FormatSamples
{
    /// <summary>A buffer with random values in every tensor, zero in the padding.</summary>
    public static ParameterBuffer Random(ModelSpec spec, int seed = 1) => RandomParameters.Of(spec, seed);

    public static float[] Tensor(ParameterBuffer buffer, string name)
    {
        float[] values = new float[buffer.Tensors.Single(tensor => tensor.Name == name).Count];
        buffer.Read(name, values);
        return values;
    }

    public static byte[] Save(ParameterBuffer buffer)
    {
        var stream = new MemoryStream();
        ModelFile.Save(buffer, stream);
        return stream.ToArray();
    }

    public static void Read(ParameterBuffer buffer, byte[] file) => ModelFile.Read(buffer, new MemoryStream(file));

    /// <summary>A file of these tensors without metadata, as other tools write it.</summary>
    public static byte[] Foreign(params IEnumerable<(string Name, int[] Shape, float[] Values)> tensors)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors.Select(tensor => new NamedTensor(tensor.Name, new(tensor.Shape), tensor.Values))],
            new Dictionary<string, string>());
        return stream.ToArray();
    }

    /// <summary>A file of this header and this many bytes of data.</summary>
    public static byte[] Raw(string header, params byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        return [.. prefix, .. text, .. data];
    }

    public static SafetensorsFile Parse(byte[] file) => new(new MemoryStream(file), "the stream");

    public static float[] Count(int from, int count) => Enumerable.Range(from, count).Select(i => (float)i).ToArray();
}
