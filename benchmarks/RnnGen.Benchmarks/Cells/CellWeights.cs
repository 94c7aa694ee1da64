namespace RnnGen.Benchmarks.Cells;

/// <summary>The parameters of one cell, row-major with PyTorch's orientation and gate order; or gradients with respect to them.</summary>
public sealed class CellWeights
{
    public CellWeights(CellShape shape)
    {
        Shape = shape;
        int rows = shape.Gates * shape.Hidden;
        W = new float[rows * shape.Inputs];
        U = new float[rows * shape.Hidden];
        B = new float[rows];
        Bn = new float[shape.Kind == CellKind.Gru ? shape.Hidden : 0];
        Tensors = [W, U, B, Bn];
    }

    public CellShape Shape { get; }

    /// <summary>[G·H, I]</summary>
    public float[] W { get; }

    /// <summary>[G·H, H]</summary>
    public float[] U { get; }

    /// <summary>[G·H]</summary>
    public float[] B { get; }

    /// <summary>[H], the candidate's recurrent bias; of the GRU only.</summary>
    public float[] Bn { get; }

    /// <summary>All of them.</summary>
    public float[][] Tensors { get; }

    /// <summary>Those that there are, with the names that the library gives them.</summary>
    public IEnumerable<(string Name, float[] Tensor)> Named
    {
        get
        {
            string layer = Shape.Kind.ToString().ToLowerInvariant();
            string[] names = ["weight_ih_l0", "weight_hh_l0", "bias_l0", "bias_hn_l0"];
            return names.Select(name => $"{layer}.{name}").Zip(Tensors).Where(named => named.Second.Length > 0);
        }
    }

    /// <summary>Uniform in ±1/√H, as PyTorch starts.</summary>
    public static CellWeights Random(CellShape shape, int seed)
    {
        var random = new Random(seed);
        var weights = new CellWeights(shape);
        float bound = 1 / MathF.Sqrt(shape.Hidden);
        foreach (float[] tensor in weights.Tensors) Fill(tensor, random, bound);
        return weights;
    }

    /// <summary>Fills with values in ±<paramref name="bound"/>.</summary>
    public static float[] Fill(float[] values, Random random, float bound)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (2 * random.NextSingle() - 1) * bound;
        return values;
    }

    /// <summary>Sets all to zero.</summary>
    public void Clear()
    {
        foreach (float[] tensor in Tensors) Array.Clear(tensor);
    }
}
