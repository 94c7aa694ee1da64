namespace RnnGen.Tests;

public class GradientTests
{
    private static readonly InputSpec s_input = new(3);

    public static TheoryData<ModelSpec> Cells => new(
        new ModelSpec(s_input, new RnnSpec(5)),
        new ModelSpec(s_input, new RnnSpec(4) { Bias = false, Layers = 2 }),
        new ModelSpec(s_input, new LstmSpec(5)),
        new ModelSpec(s_input, new LstmSpec(4) { Layers = 3 }, new DenseSpec(2)),
        new ModelSpec(s_input, new LstmSpec(4) { Bias = false }),
        new ModelSpec(s_input, new LstmSpec(4) { Clip = 0.6f }),
        new ModelSpec(s_input, new LstmSpec(4) { CellClip = 0.3f }),
        new ModelSpec(s_input, new LstmSpec(5) { Projection = 2, Layers = 2 }),
        new ModelSpec(s_input, new LstmSpec(3) { Projection = 2, Direction = Direction.Bidirectional }, new DenseSpec(2)),
        new ModelSpec(s_input, new GruSpec(5)),
        new ModelSpec(s_input, new GruSpec(4) { Layers = 2, Bias = false }),
        new ModelSpec(s_input, new GruSpec(4) { Clip = 0.6f }),
        new ModelSpec(s_input, new GruSpec(5) { Reset = GruReset.BeforeProduct, Layers = 2 }),
        new ModelSpec(s_input, new GruSpec(4) { Reset = GruReset.BeforeProduct, Bias = false, Clip = 0.6f }));

    public static TheoryData<ModelSpec> Networks => new(
        new ModelSpec(new OneHotSpec(6), new LstmSpec(4), new DenseSpec(6)),
        new ModelSpec(new EmbeddingSpec(6, 3), new GruSpec(4), new DenseSpec(2)),
        new ModelSpec(new EmbeddingSpec(6, 3), new OneHotSpec(4), new EmbeddingSpec(5, 2), new RnnSpec(4)),
        new ModelSpec(s_input, new DenseSpec(4) { Activation = Activation.Tanh }, new LstmSpec(3), new GruSpec(4), new DenseSpec(3) { Bias = false }),
        new ModelSpec(s_input, new LstmSpec(4), new DenseSpec(5) { Activation = Activation.Softmax }),
        new ModelSpec(s_input, new LstmSpec(4), new DenseSpec(2)) { InputSkip = true },
        new ModelSpec(s_input, new DenseSpec(2)));

    public static TheoryData<Activation> Elementwise => new(Enum.GetValues<Activation>().Where(kind => kind != Activation.Softmax));

    [Theory, MemberData(nameof(Cells)), MemberData(nameof(Networks))]
    public void AgreeWithCentralDifferences(ModelSpec spec) => Check(spec);

    [Theory, MemberData(nameof(Elementwise))]
    public void EveryActivationStandsInEverySlot(Activation kind)
    {
        // α and β other than the defaults, and different in the two slots of a cell.
        var phi = new ActivationSpec(kind, Parameter(ActivationSpec.HasAlpha(kind), 0.4f), Parameter(ActivationSpec.HasBeta(kind), 0.3f));
        var gate = new ActivationSpec(kind, Parameter(ActivationSpec.HasAlpha(kind), 0.3f), Parameter(ActivationSpec.HasBeta(kind), 0.2f));
        Check(new ModelSpec(s_input, new RnnSpec(4) { Activation = phi }));
        Check(new ModelSpec(s_input, new DenseSpec(4) { Activation = phi }));
        Check(new ModelSpec(s_input, new LstmSpec(4) { GateActivation = gate }));
        Check(new ModelSpec(s_input, new LstmSpec(4) { Activation = phi }));
        Check(new ModelSpec(s_input, new LstmSpec(4) { OutputActivation = phi }));
        foreach (GruReset reset in Enum.GetValues<GruReset>())
        {
            Check(new ModelSpec(s_input, new GruSpec(4) { Reset = reset, GateActivation = gate, Activation = phi }));
        }

        static float Parameter(bool has, float value) => has ? value : 0;
    }

    [Theory, CombinatorialOutputs]
    public void EveryOutputModeRunsInEveryDirection(OutputMode output, Direction direction) =>
        Check(new ModelSpec(s_input, new LstmSpec(3) { Layers = 2, Direction = direction }, new DenseSpec(2)) { Output = output });

    [Theory]
    [InlineData(Merge.Concat)]
    [InlineData(Merge.Sum)]
    [InlineData(Merge.Mean)]
    [InlineData(Merge.Product)]
    public void EveryMergeRuns(Merge merge)
    {
        Check(new ModelSpec(s_input, new GruSpec(3) { Layers = 2, Direction = Direction.Bidirectional, Merge = merge }));
        Check(new ModelSpec(s_input, new RnnSpec(3) { Direction = Direction.Bidirectional, Merge = merge }) { Output = OutputMode.FinalState });
    }

    [Theory, MemberData(nameof(Cells))]
    public void APlantedFaultIsFound(ModelSpec spec) => new GradientCheck(spec, steps: 4).FindsPlantedFaults();

    [Fact]
    public void SwappedGatesAreFound()
    {
        var check = new GradientCheck(new ModelSpec(s_input, new LstmSpec(4)), steps: 4);
        ReferenceGradients gradients = check.Backward();
        double[] dw = gradients.Parameters["lstm.weight_ih_l0"];
        double[] swapped = [.. dw[12..24], .. dw[..12], .. dw[24..]];   // f i g o for i f g o, 4 rows of 3 each
        swapped.CopyTo(dw, 0);
        Assert.True(check.Error(gradients) > GradientCheck.Tolerance);
    }

    private static void Check(ModelSpec spec)
    {
        foreach (int steps in new[] { 1, 4 }) new GradientCheck(spec, steps).Agrees();
    }

    private sealed class CombinatorialOutputsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from output in Enum.GetValues<OutputMode>()
            from direction in Enum.GetValues<Direction>()
            select new object[] { output, direction };
    }
}
