using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.Peers;

/// <summary>One cell with weights and inputs, the same for every contestant, and what it should give.</summary>
internal sealed class PeerCase
{
    public PeerCase(CellShape shape, int steps)
    {
        Steps = steps;
        Weights = CellWeights.Random(shape, seed: 1);
        X = CellWeights.Fill(new float[steps * shape.Inputs], new Random(2), 1);
        Expected = new ReferenceCell(Weights).Forward([.. X]).Outputs;
    }

    public CellShape Shape => Weights.Shape;

    public CellWeights Weights { get; }

    /// <summary>The longest sequence.</summary>
    public int Steps { get; }

    /// <summary>[Steps, I]</summary>
    public float[] X { get; }

    /// <summary>Every h from a zero state, in double: [Steps, H].</summary>
    public double[] Expected { get; }

    /// <summary>The largest error of <paramref name="h"/>; NaN where there is one in it.</summary>
    public double ErrorOf(ReadOnlySpan<float> h)
    {
        double most = 0;
        for (int i = 0; i < h.Length; i++) most = Math.Max(most, Math.Abs(h[i] - Expected[i]));     // Max hands on a NaN
        return most;
    }

    /// <summary>Writes what the peers read: cell.bin (see benchmarks/Peers/peer.hpp) and cell.onnx.</summary>
    public void WriteTo(string folder)
    {
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, "cell.bin"))))
        {
            foreach (int value in new[] { (int)Shape.Kind, Shape.Inputs, Shape.Hidden, Steps }) writer.Write(value);
            foreach (float value in Weights.Tensors.Append(X).SelectMany(values => values)) writer.Write(value);
        }
        File.WriteAllBytes(Path.Combine(folder, "cell.onnx"), OnnxCell.Write(Weights));
    }
}
