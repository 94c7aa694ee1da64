namespace RnnGen.Tests;

/// <summary>
/// Forward passes of the variants that PyTorch lacks, computed by <c>tests/known-answers/variants.py</c> from the papers'
/// equations, with nothing of the engine in it.
/// </summary>
public class VariantAnswerTests
{
    private static readonly double[] s_inputs = [0.5, -1.0, 0.25, 1.0, 0.75, -0.5, -0.25, 0.5, 1.0];   // [3, 3]

    /// <summary>Tensors of a single cell, in the order of their numbers.</summary>
    private static readonly string[] s_cell = ["weight_ih_l0", "weight_hh_l0", "bias_l0", "peephole_l0"];

    private static readonly string[] s_normalised =
    [
        "weight_ih_l0", "weight_hh_l0", "norm_ih_l0.weight", "norm_ih_l0.bias", "norm_hh_l0.weight", "norm_hh_l0.bias", "norm_c_l0.weight", "norm_c_l0.bias",
    ];

    /// <summary>Tensors of a stack of three.</summary>
    private static readonly string[] s_stack =
    [
        "weight_ih_l0", "weight_hh_l0", "bias_l0", "weight_ih_l1", "weight_hh_l1", "bias_l1", "weight_ih_l2", "weight_hh_l2", "bias_l2",
        "", "highway_weight_l1", "highway_weight_l2", "highway_bias_l1", "highway_bias_l2",
    ];

    public static TheoryData<RecurrentSpec, double[]> Cells => new()
    {
        { new LstmSpec(2) { Peephole = true }, [0.005412963763228024, 0.14408331784196596, 0.011621125795828816, 0.24368397448411228] },
        { new LstmSpec(2) { Gates = LstmGates.Coupled }, [0.04844947761214655, -0.06525798036182828, 0.10967479484478401, -0.11193432885573898] },
        { new LstmSpec(2) { Gates = LstmGates.Coupled, Peephole = true }, [0.04679358645348141, -0.10482402420477267, 0.1056509831069504, -0.17759208427979348] },
        { new LstmSpec(2) { Gates = LstmGates.NoForget }, [-0.08560718018310724, 0.2153721452413327, -0.1806275328930097, 0.400650747800339] },
        { new LstmSpec(2) { Gates = LstmGates.NoForget, Peephole = true }, [-0.07883676355532379, 0.23827748106270077, -0.17025717652216957, 0.4691122077731077] },
        { new MinGruSpec(2), [0.1204106709416887, -0.5050601420281416] },
    };

    public static TheoryData<RecurrentSpec, double[]> Normalised => new()
    {
        { new LstmSpec(2) { LayerNorm = true }, [0.025212770254551275, -0.11277729630989006, 0.1556087961721861, 0.29767385115486783] },
        { new GruSpec(2) { LayerNorm = true }, [0.316505544200532, 0.14610957240657227] },
        { new GruSpec(2) { LayerNorm = true, Reset = GruReset.BeforeProduct }, [0.08489297013520847, 0.281640904952311] },
        { new RnnSpec(2) { LayerNorm = true }, [-0.19712975220867318, -0.935327061499484] },
    };

    public static TheoryData<Skip, double[]> Stacks => new()
    {
        { Skip.Residual, [0.48291858273232674, -0.18665401662667142] },
        { Skip.Highway, [0.2347914520614811, -0.22265989500153194] },
        { Skip.Dense, [0.7314121402795032, -0.2615861014644166] },
    };

    [Theory, MemberData(nameof(Cells))]
    public void CellsFollowTheirEquations(RecurrentSpec spec, double[] expected) => Check(spec, s_cell, expected);

    [Theory, MemberData(nameof(Normalised))]
    public void NormalisedCellsFollowTheirEquations(RecurrentSpec spec, double[] expected) => Check(spec, s_normalised, expected);

    [Theory, MemberData(nameof(Stacks))]
    public void StacksFollowTheirEquations(Skip skip, double[] expected) => Check(new RnnSpec(2) { Layers = 3, Skip = skip }, s_stack, expected);

    [Theory]
    [InlineData(1ul, 0.8081829227856487, -0.7702573154325489)]
    [InlineData(6ul, 0.5197786333774554, -0.08779160119708178)]
    public void DropoutFollowsItsHash(ulong seed, double first, double second) =>
        Check(new RnnSpec(2) { Layers = 3, Dropout = 0.5f, RecurrentDropout = 0.5f }, s_stack, [first, second], seed);

    /// <summary>Element k of tensor s is ((7k + s) mod 11 − 5) / 10. The answer is the last output, and the LSTM's last cell.</summary>
    private static void Check(RecurrentSpec spec, string[] names, double[] expected, ulong? dropoutSeed = null)
    {
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(3), spec with { Name = "" }));
        foreach (TensorInfo tensor in network.Parameters.Tensors)
        {
            int s = Array.IndexOf(names, tensor.Name) + 1;
            Assert.NotEqual(0, s);
            double[] values = network.Parameters[tensor.Name];
            for (int k = 0; k < values.Length; k++) values[k] = ((k * 7 + s) % 11 - 5) / 10.0;
        }
        ReferenceTensors state = network.NewState();
        foreach (TensorInfo slot in state.Tensors)
        {
            double[] initial = slot.Name.StartsWith('c') ? [-0.4, 0.8] : [0.3, -0.6];
            initial.CopyTo(state[slot.Name], 0);
        }
        ReferenceRun run = network.Forward(s_inputs, state, dropoutSeed);
        double[] found = spec is LstmSpec ? [.. run.Outputs[^2..], .. run.FinalState["c_l0"]] : run.Outputs[^2..];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-14);
    }
}
