namespace RnnGen.Tests;

/// <summary>
/// A forward pass computed by a script from the equations alone (<c>tests/known-answers/variants.py</c>), which shares nothing
/// with any engine. Element k of tensor s is ((7k + s) mod 11 − 5) / 10.
/// </summary>
/// <param name="Layer">What is run, over three steps of three inputs.</param>
/// <param name="Tensors">The tensors' names by their numbers, from 1.</param>
/// <param name="Outputs">The last of the outputs.</param>
public sealed record KnownAnswer(RecurrentSpec Layer, string[] Tensors, params double[] Outputs)
{
    private static readonly string[] s_cell = ["weight_ih_l0", "weight_hh_l0", "bias_l0", "peephole_l0"];

    private static readonly string[] s_pytorch = ["weight_ih_l0", "weight_hh_l0", "bias_l0", "bias_hn_l0", "weight_hr_l0"];

    private static readonly string[] s_normalised =
    [
        "weight_ih_l0", "weight_hh_l0", "norm_ih_l0.weight", "norm_ih_l0.bias", "norm_hh_l0.weight", "norm_hh_l0.bias", "norm_c_l0.weight", "norm_c_l0.bias",
    ];

    /// <summary>Tensors of a stack of three.</summary>
    public static readonly string[] StackTensors =
    [
        "weight_ih_l0", "weight_hh_l0", "bias_l0", "weight_ih_l1", "weight_hh_l1", "bias_l1", "weight_ih_l2", "weight_hh_l2", "bias_l2",
        "", "highway_weight_l1", "highway_weight_l2", "highway_bias_l1", "highway_bias_l2",
    ];

    private static readonly ActivationSpec s_gate = new(Activation.HardSigmoid, 0.25f, 0.5f);

    /// <summary>The cells that PyTorch lacks.</summary>
    public static IReadOnlyList<KnownAnswer> Cells { get; } =
    [
        new(new LstmSpec(2) { Peephole = true }, s_cell, 0.005412963763228024, 0.14408331784196596) { Cell = [0.011621125795828816, 0.24368397448411228] },
        new(new LstmSpec(2) { Gates = LstmGates.Coupled }, s_cell, 0.04844947761214655, -0.06525798036182828) { Cell = [0.10967479484478401, -0.11193432885573898] },
        new(new LstmSpec(2) { Gates = LstmGates.Coupled, Peephole = true }, s_cell, 0.04679358645348141, -0.10482402420477267) { Cell = [0.1056509831069504, -0.17759208427979348] },
        new(new LstmSpec(2) { Gates = LstmGates.NoForget }, s_cell, -0.08560718018310724, 0.2153721452413327) { Cell = [-0.1806275328930097, 0.400650747800339] },
        new(new LstmSpec(2) { Gates = LstmGates.NoForget, Peephole = true }, s_cell, -0.07883676355532379, 0.23827748106270077) { Cell = [-0.17025717652216957, 0.4691122077731077] },
        new(new MinGruSpec(2), s_cell, 0.1204106709416887, -0.5050601420281416),
        new(new LstmSpec(2) { LayerNorm = true }, s_normalised, 0.025212770254551275, -0.11277729630989006) { Cell = [0.1556087961721861, 0.29767385115486783] },
        new(new GruSpec(2) { LayerNorm = true }, s_normalised, 0.316505544200532, 0.14610957240657227),
        new(new GruSpec(2) { LayerNorm = true, Reset = GruReset.BeforeProduct }, s_normalised, 0.08489297013520847, 0.281640904952311),
        new(new RnnSpec(2) { LayerNorm = true }, s_normalised, -0.19712975220867318, -0.935327061499484),

        // Another function in every slot, and clips that act.
        new(new LstmSpec(2)
        {
            GateActivation = s_gate, Activation = Activation.Softsign, OutputActivation = new(Activation.ScaledTanh, 1.5f, 0.5f), Clip = 0.5f, CellClip = 0.25f,
        }, s_pytorch, -0.07279355547837889, 0.11541512976926273, 0.00931768735581269, 0.014404665494647997, -0.02523626487863787, 0.07898343042051213),
        new(new GruSpec(2) { GateActivation = s_gate, Activation = Activation.Softsign, Clip = 0.5f }, s_pytorch,
            0.28351317005545285, -0.10107017265959131, 0.30219573128465804, -0.19908426514445765, 0.0011764183319439847, -0.021103178716060177),
        new(new GruSpec(2) { Reset = GruReset.BeforeProduct, GateActivation = s_gate, Activation = Activation.Softsign, Clip = 0.5f }, s_pytorch,
            0.27933706444361184, -0.02366666666666667, 0.2995856652772574, -0.08472156256440747, 0.017915108594984686, 0.14018744720786225),
    ];

    /// <summary>Connections around stacked layers.</summary>
    public static IReadOnlyList<KnownAnswer> Stacks { get; } =
    [
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Residual }, StackTensors, 0.48291858273232674, -0.18665401662667142),
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Highway }, StackTensors, 0.2347914520614811, -0.22265989500153194),
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Dense }, StackTensors, 0.7314121402795032, -0.2615861014644166),
    ];

    /// <summary>An LSTM's last cell; null where it is not compared.</summary>
    public double[]? Cell { get; init; }

    /// <summary>What is run.</summary>
    public ModelSpec Model => new(new InputSpec(3), Layer with { Name = "" });

    /// <summary>[3, 3]</summary>
    public static double[] Inputs => [0.5, -1.0, 0.25, 1.0, 0.75, -0.5, -0.25, 0.5, 1.0];

    /// <summary>The initial value of a state slot.</summary>
    public static double[] InitialState(string slot) => slot.StartsWith('c') ? [-0.4, 0.8] : [0.3, -0.6];

    /// <summary>The elements of a tensor.</summary>
    public double[] Parameter(TensorInfo tensor)
    {
        int s = Array.IndexOf(Tensors, tensor.Name) + 1;
        Assert.NotEqual(0, s);
        return [.. Enumerable.Range(0, tensor.Count).Select(k => ((k * 7 + s) % 11 - 5) / 10.0)];
    }

    public override string ToString() => Model.ToString();
}
