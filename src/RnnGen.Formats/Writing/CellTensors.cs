namespace RnnGen.Formats;

/// <summary>A recurrent cell's tensors in PyTorch's orientation; a bias that it does not have is zero.</summary>
internal sealed class CellTensors
{
    private readonly ParameterBuffer _parameters;
    private readonly CellNode _cell;

    public CellTensors(ParameterBuffer parameters, CellNode cell)
    {
        (_parameters, _cell) = (parameters, cell);
        Hidden = cell.Spec.Hidden;
        Rows = CellPlace.GateCount(cell.Spec) * Hidden;
    }

    public int Hidden { get; }

    /// <summary>G·H.</summary>
    public int Rows { get; }

    public int Inputs => _cell.InputWidth;

    /// <summary>W [G·H, I].</summary>
    public float[] Input => Read("weight_ih", Rows * Inputs);

    /// <summary>U [G·H, H].</summary>
    public float[] Recurrent => Read("weight_hh", Rows * Hidden);

    /// <summary>b [G·H].</summary>
    public float[] Bias => _cell.Spec.Bias ? Read("bias", Rows) : new float[Rows];

    /// <summary>A GRU's recurrent bias [3·H], zero but for the candidate's.</summary>
    public float[] RecurrentBias => [.. new float[2 * Hidden], .. _cell.Spec.Bias ? Read("bias_hn", Hidden) : new float[Hidden]];

    /// <summary>The names of its state's slots.</summary>
    public (string H, string C) Slots => (_cell.NameOf("h"), _cell.NameOf("c"));

    private float[] Read(string tensor, int count) => ReadTensor(_parameters, _cell.NameOf(tensor), count);

    /// <summary>A tensor that is there.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static float[] ReadTensor(ParameterBuffer parameters, string name, int count)
    {
        float[] values = new float[count];
        parameters.Read(name, values);
        SafetensorsWriter.RequireFinite(new NamedTensor(name, new([count]), values));
        return values;
    }
}
