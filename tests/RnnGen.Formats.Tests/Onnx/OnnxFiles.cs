namespace RnnGen.Formats.Tests.Onnx;

/// <summary>ONNX files made by hand, of messages of onnx.proto.</summary>
internal static class OnnxFiles
{
    public const int Float = 1, Int64 = 7;

    /// <summary>A model of operators of version 17.</summary>
    public static byte[] Model(params ProtoWriter[] graphFields) =>
        new ProtoWriter().Number(1, 8).Bytes(7, [.. graphFields.SelectMany(field => field.ToArray())]).Message(8, new ProtoWriter().Text(1, "").Number(2, 17)).ToArray();

    public static ProtoWriter Node(string type, string[] inputs, string[] outputs, params ProtoWriter[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string output in outputs) node.Text(2, output);
        node.Text(3, type.ToLowerInvariant()).Text(4, type);
        foreach (ProtoWriter attribute in attributes) node.Message(5, attribute);
        return new ProtoWriter().Message(1, node);
    }

    public static ProtoWriter Attribute(string name, long value) => new ProtoWriter().Text(1, name).Number(3, value).Number(20, 2);

    public static ProtoWriter Input(string name, params long[] shape) => new ProtoWriter().Message(11, Port(name, shape));

    public static ProtoWriter Output(string name) => new ProtoWriter().Message(12, Port(name, []));

    public static ProtoWriter Reals(string name, long[] shape, float[] values)
    {
        var tensor = new ProtoWriter();
        foreach (long size in shape) tensor.Number(1, size);
        return new ProtoWriter().Message(5, tensor.Number(2, Float).Text(8, name).Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]));
    }

    public static ProtoWriter Integers(string name, params long[] values) =>
        new ProtoWriter().Message(5, new ProtoWriter().Number(1, values.Length).Number(2, Int64).Text(8, name).Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]));

    /// <summary>A tensor whose bytes lie in another file.</summary>
    public static ProtoWriter External(string name, long[] shape, string location, string? offset = null)
    {
        var tensor = new ProtoWriter();
        foreach (long size in shape) tensor.Number(1, size);
        tensor.Number(2, Float).Text(8, name).Message(13, new ProtoWriter().Text(1, "location").Text(2, location));
        if (offset is not null) tensor.Message(13, new ProtoWriter().Text(1, "offset").Text(2, offset));
        return new ProtoWriter().Message(5, tensor.Number(14, 1));
    }

    /// <summary>A small file with a weight of 10¹² elements.</summary>
    public static byte[] Claim() => Model(Input("x", 2, 1, 1000), Reals("w", [1_000_000, 1_000_000], [1, 2]), Node("MatMul", ["x", "w"], ["y"]), Output("y"));

    private static ProtoWriter Port(string name, long[] shape)
    {
        var dims = new ProtoWriter();
        foreach (long size in shape) dims.Message(1, size < 0 ? new ProtoWriter().Text(2, $"d{size}") : new ProtoWriter().Number(1, size));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, Float).Message(2, dims)));
    }
}
