using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Peers;

namespace Benchmarks.Tests;

/// <summary>The ONNX file, read back by another reader. (That ONNX Runtime understands it, each run of the benchmark checks.)</summary>
public class OnnxCellTests
{
    [Theory]
    [InlineData(150, new byte[] { 0x08, 0x96, 0x01 })]     // the example of the format's own description
    [InlineData(0, new byte[] { 0x08, 0x00 })]
    [InlineData(127, new byte[] { 0x08, 0x7F })]
    [InlineData(128, new byte[] { 0x08, 0x80, 0x01 })]
    public void NumbersAreWrittenInSevenBitsAByte(long value, byte[] expected) => Assert.Equal(expected, new ProtoWriter().Number(1, value).ToArray());

    [Fact]
    public void AnLstmIsOneNodeWithItsGatesInOnnxOrder()
    {
        CellWeights weights = Counting(CellKind.Lstm);
        ProtoMessage model = new(OnnxCell.Write(weights)), graph = model.Messages(7).Single(), node = graph.Messages(1).Single();
        Assert.Equal([14L], model.Messages(8).Single().Numbers(2));
        Assert.Equal(["LSTM"], node.Texts(4));
        Assert.Equal(["X", "W", "R", "B", "", "h", "c"], node.Texts(1));
        Assert.Equal(["Y", "Y_h", "Y_c"], node.Texts(2));
        Assert.Equal(["X", "h", "c"], graph.Messages(11).Select(value => value.Texts(1).Single()));

        // Two units and three inputs: rows i0 i1 f0 f1 g0 g1 o0 o1 become i o f c.
        ProtoMessage w = Tensor(graph, "W");
        Assert.Equal([1L, 8, 3], w.Numbers(1));
        int[] rows = [0, 1, 6, 7, 2, 3, 4, 5];
        Assert.Equal(rows.SelectMany(row => weights.W[(row * 3)..(row * 3 + 3)]), w.Floats(9));
        Assert.Equal([.. rows.Select(row => weights.B[row]), .. new float[8]], Tensor(graph, "B").Floats(9));
    }

    [Fact]
    public void AGruResetsAfterTheProductAndKeepsTheRecurrentBias()
    {
        CellWeights weights = Counting(CellKind.Gru);
        ProtoMessage graph = new ProtoMessage(OnnxCell.Write(weights)).Messages(7).Single(), node = graph.Messages(1).Single();
        var attributes = node.Messages(5).ToDictionary(attribute => attribute.Texts(1).Single(), attribute => attribute.Numbers(3).Single());
        Assert.Equal((1L, 2L), (attributes["linear_before_reset"], attributes["hidden_size"]));

        // Rows r0 r1 z0 z1 n0 n1 become z r h; the second half has the recurrent bias of n alone.
        float[] b = weights.B;
        Assert.Equal([b[2], b[3], b[0], b[1], b[4], b[5], 0, 0, 0, 0, .. weights.Bn], Tensor(graph, "B").Floats(9));
    }

    [Fact]
    public void TheFileOfACellHoldsItsSizesWeightsAndInputs()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            var cell = new PeerCase(new(CellKind.Gru, 3, 8), steps: 5);
            cell.WriteTo(folder.FullName);
            using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder.FullName, "cell.bin")));
            Assert.Equal([2, 3, 8, 5], Enumerable.Range(0, 4).Select(_ => reader.ReadInt32()));
            float[] values = [.. Enumerable.Range(0, (int)(reader.BaseStream.Length / 4) - 4).Select(_ => reader.ReadSingle())];
            Assert.Equal([.. cell.Weights.W, .. cell.Weights.U, .. cell.Weights.B, .. cell.Weights.Bn, .. cell.X], values);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProtoMessage Tensor(ProtoMessage graph, string name) => graph.Messages(5).Single(tensor => tensor.Texts(8).Single() == name);

    /// <summary>Three inputs and two units; every weight is another number.</summary>
    private static CellWeights Counting(CellKind kind)
    {
        var weights = new CellWeights(new(kind, 3, 2));
        int next = 1;
        foreach (float[] tensor in weights.Tensors)
        {
            for (int i = 0; i < tensor.Length; i++) tensor[i] = next++;
        }
        return weights;
    }
}
