using System.Runtime.InteropServices;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>
/// A cell as an ONNX model of one node: X [T, 1, I] and the states h (and c) [1, 1, H] in; Y [T, 1, 1, H], Y_h (and Y_c) out.
/// Field numbers are those of onnx.proto; the operators LSTM, GRU and RNN are of opset 14.
/// </summary>
internal static class OnnxCell
{
    private const int OpsetVersion = 14, IrVersion = 8, Float = 1, IntAttribute = 2;

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(CellWeights weights)
    {
        ProtoWriter opset = new ProtoWriter().Text(1, "").Number(2, OpsetVersion);
        return new ProtoWriter().Number(1, IrVersion).Text(2, "RnnGen.Benchmarks").Message(7, Graph(weights)).Message(8, opset).ToArray();
    }

    private static ProtoWriter Graph(CellWeights weights)
    {
        CellShape shape = weights.Shape;
        int inputs = shape.Inputs, hidden = shape.Hidden, rows = shape.Gates * hidden;
        bool isLstm = shape.Kind == CellKind.Lstm;
        ProtoWriter graph = new ProtoWriter().Message(1, Node(shape)).Text(2, "cell")
            .Message(5, Tensor("W", ByGate(weights.W, shape), 1, rows, inputs))
            .Message(5, Tensor("R", ByGate(weights.U, shape), 1, rows, hidden))
            .Message(5, Tensor("B", [.. ByGate(weights.B, shape), .. ByGate(RecurrentBias(weights), shape)], 1, 2 * rows))
            .Message(11, Value("X", "T", 1, inputs)).Message(11, Value("h", 1, 1, hidden));
        if (isLstm) graph.Message(11, Value("c", 1, 1, hidden));
        graph.Message(12, Value("Y", "T", 1, 1, hidden)).Message(12, Value("Y_h", 1, 1, hidden));
        if (isLstm) graph.Message(12, Value("Y_c", 1, 1, hidden));
        return graph;
    }

    private static ProtoWriter Node(CellShape shape)
    {
        var node = new ProtoWriter();
        // The fifth input would be the sequences' lengths.
        foreach (string input in new[] { "X", "W", "R", "B", "", "h" }) node.Text(1, input);
        if (shape.Kind == CellKind.Lstm) node.Text(1, "c");
        foreach (string output in new[] { "Y", "Y_h" }) node.Text(2, output);
        if (shape.Kind == CellKind.Lstm) node.Text(2, "Y_c");
        node.Text(3, "cell").Text(4, shape.Kind.ToString().ToUpperInvariant()).Message(5, Attribute("hidden_size", shape.Hidden));
        if (shape.Kind == CellKind.Gru) node.Message(5, Attribute("linear_before_reset", 1));
        return node;
    }

    /// <summary>The second half of B; it matters where the reset gate stands between the two, in the GRU's candidate.</summary>
    private static float[] RecurrentBias(CellWeights weights)
    {
        var bias = new float[weights.B.Length];
        weights.Bn.CopyTo(bias, bias.Length - weights.Bn.Length);
        return bias;
    }

    /// <summary>Rows in ONNX's order of gates: i o f c for i f g o, z r h for r z n.</summary>
    private static float[] ByGate(float[] rows, CellShape shape)
    {
        int[] order = shape.Kind switch { CellKind.Lstm => [0, 3, 1, 2], CellKind.Gru => [1, 0, 2], _ => [0] };
        int gate = rows.Length / shape.Gates;
        return [.. order.SelectMany(g => rows[(g * gate)..((g + 1) * gate)])];
    }

    private static ProtoWriter Attribute(string name, long value) => new ProtoWriter().Text(1, name).Number(3, value).Number(20, IntAttribute);

    private static ProtoWriter Tensor(string name, float[] values, params int[] shape)
    {
        var tensor = new ProtoWriter();
        foreach (int dim in shape) tensor.Number(1, dim);
        return tensor.Number(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values));
    }

    /// <summary>A name with its type; a dimension is a number, or a name where it is not known.</summary>
    private static ProtoWriter Value(string name, params object[] shape)
    {
        var dims = new ProtoWriter();
        foreach (object dim in shape)
        {
            dims.Message(1, dim is int number ? new ProtoWriter().Number(1, number) : new ProtoWriter().Text(2, (string)dim));
        }
        ProtoWriter tensor = new ProtoWriter().Number(1, Float).Message(2, dims);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
