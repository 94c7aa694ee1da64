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
        "weight_hr_l0", "peephole_l0",
    ];

    private static readonly string[] s_twoWays =
        ["weight_ih_l0", "weight_hh_l0", "bias_l0", "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_l0_reverse"];

    private static readonly string[] s_stack =
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
        new(new LstmSpec(2) { LayerNorm = true, Projection = 1 }, s_normalised, 0.015081277651651582) { Cell = [-0.5701343196988597, 0.20731784938853193] },
        new(new LstmSpec(2) { LayerNorm = true, Peephole = true }, s_normalised, 0.025208899914354994, -0.10346938532782271) { Cell = [0.10463229949972208, 0.34083032524641227] },
        new(new LstmSpec(2) { LayerNorm = true, Clip = 0.5f }, s_normalised, 0.03766532637503765, -0.11736599837445222) { Cell = [0.1860197896666285, 0.38804798509496385] },
        new(new LstmSpec(2) { LayerNorm = true, CellClip = 0.25f }, s_normalised, 0.02518033062969759, -0.1128196783627788) { Cell = [-0.007624343909075293, 0.25] },
        new(new LstmSpec(2) { LayerNorm = true, Gates = LstmGates.Coupled }, s_normalised, 0.18313021448488875, 0.062228931264349634) { Cell = [0.6163519390041275, 0.05040133039945084] },
        new(new LstmSpec(2) { LayerNorm = true, Gates = LstmGates.NoForget }, s_normalised, 0.05468536858301965, -0.18791161036183393) { Cell = [0.6920475630958909, 0.75491860101175] },
        new(new LstmSpec(2) { LayerNorm = true, Gates = LstmGates.Coupled, Peephole = true, Projection = 1, Clip = 0.5f, CellClip = 0.25f }, s_normalised, 0.06977239518457733) { Cell = [0.25, 0.07099559945346424] },
        new(new GruSpec(2) { LayerNorm = true, Clip = 0.5f }, s_normalised, 0.10567448162045219, 0.14277549282930202),
        new(new GruSpec(2) { LayerNorm = true, Reset = GruReset.BeforeProduct, Clip = 0.5f }, s_normalised, 0.035342083439539373, 0.24780627874877126),

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

    /// <summary>Two directions, of all steps, because at the last the backward one has only begun.</summary>
    public static IReadOnlyList<KnownAnswer> Merges { get; } =
    [
        new(new RnnSpec(2) { Direction = Direction.Bidirectional, Merge = Merge.Sum }, s_twoWays,
            -0.2167821264914629, -0.5341680961599665, -0.5132141915519717, 0.04697291351367919, 0.3155034816307467, 0.6775900825103977),
        new(new RnnSpec(2) { Direction = Direction.Bidirectional, Merge = Merge.Mean }, s_twoWays,
            -0.10839106324573144, -0.26708404807998326, -0.25660709577598584, 0.023486456756839594, 0.15775174081537335, 0.3387950412551988),
        new(new RnnSpec(2) { Direction = Direction.Bidirectional, Merge = Merge.Product }, s_twoWays,
            -0.4443511653941443, -0.18125256423544273, -0.0022363075872374213, -0.016626869485266156, 0.003209768148292232, 0.10596930547284346),
    ];

    /// <summary>
    /// Masks by the hash. With p = ½ the scale 2 is exact. Of two units seed 3 keeps the first and drops the second, seed 1 the other
    /// way round; seed 10 does the one forward, the other backward.
    /// </summary>
    public static IReadOnlyList<KnownAnswer> Dropouts { get; } =
    [
        new(new RnnSpec(2) { Layers = 3, Dropout = 0.5f, RecurrentDropout = 0.5f }, s_stack, 0.8081829227856487, -0.7702573154325489) { DropoutSeed = 1 },
        new(new RnnSpec(2) { Layers = 3, Dropout = 0.5f, RecurrentDropout = 0.5f }, s_stack, 0.5197786333774554, -0.08779160119708178) { DropoutSeed = 6 },
        new(new LstmSpec(2) { RecurrentDropout = 0.5f }, s_pytorch, -0.009123119605057043, 0.15764212634888808) { DropoutSeed = 3, Cell = [-0.01941037676579338, 0.2761126354508149] },
        new(new LstmSpec(2) { RecurrentDropout = 0.5f }, s_pytorch, 0.02496015416985819, 0.14562481810283737) { DropoutSeed = 1, Cell = [0.05474847884205159, 0.24080463991610515] },
        new(new GruSpec(2) { RecurrentDropout = 0.5f }, s_pytorch, 0.04968278526190448, 0.010614760299179633) { DropoutSeed = 3 },
        new(new GruSpec(2) { RecurrentDropout = 0.5f }, s_pytorch, -0.005019710903721608, 0.00962125850444056) { DropoutSeed = 1 },
        new(new GruSpec(2) { RecurrentDropout = 0.5f, Reset = GruReset.BeforeProduct }, s_pytorch, 0.07539026937434704, 0.27035945680490797) { DropoutSeed = 3 },
        new(new GruSpec(2) { RecurrentDropout = 0.5f, Reset = GruReset.BeforeProduct }, s_pytorch, 0.033347589070864964, 0.2306746122655475) { DropoutSeed = 1 },
        new(new RnnSpec(2) { Direction = Direction.Bidirectional, Merge = Merge.Sum, RecurrentDropout = 0.5f }, s_twoWays,
            -0.07067895634658172, -0.6815590945192724, -0.464630316204916, 0.030018054373092573, 0.39124128536275915, 0.6980678598573369) { DropoutSeed = 10 },
    ];

    /// <summary>Connections around stacked layers.</summary>
    public static IReadOnlyList<KnownAnswer> Stacks { get; } =
    [
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Residual }, s_stack, 0.48291858273232674, -0.18665401662667142),
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Highway }, s_stack, 0.2347914520614811, -0.22265989500153194),
        new(new RnnSpec(2) { Layers = 3, Skip = Skip.Dense }, s_stack, 0.7314121402795032, -0.2615861014644166),
    ];

    /// <summary>All answers.</summary>
    public static IReadOnlyList<KnownAnswer> All { get; } = [.. Cells, .. Merges, .. Dropouts, .. Stacks];

    /// <summary>The seed of the dropout masks; null means no dropout.</summary>
    public ulong? DropoutSeed { get; init; }

    /// <summary>An LSTM's last cell; null where it is not compared.</summary>
    public double[]? Cell { get; init; }

    /// <summary>What is run.</summary>
    public ModelSpec Model => new(new InputSpec(3), Layer with { Name = "" });

    /// <summary>[3, 3]</summary>
    public static double[] Inputs => [0.5, -1.0, 0.25, 1.0, 0.75, -0.5, -0.25, 0.5, 1.0];

    /// <summary>The initial value of a state slot: the first elements of one vector for h, of another for c.</summary>
    public static double[] InitialState(string slot, int length) => (slot.StartsWith('c') ? new[] { -0.4, 0.8 } : [0.3, -0.6])[..length];

    /// <summary>The elements of a tensor.</summary>
    public double[] Parameter(TensorInfo tensor) => Parameter(Tensors, tensor.Name, tensor.Count);

    /// <summary>The elements of the tensor of this name among <paramref name="tensors"/>.</summary>
    public static double[] Parameter(string[] tensors, string name, int count)
    {
        int s = Array.IndexOf(tensors, name) + 1;
        Assert.NotEqual(0, s);
        return [.. Enumerable.Range(0, count).Select(k => ((k * 7 + s) % 11 - 5) / 10.0)];
    }

    public override string ToString() => Model.ToString();
}
