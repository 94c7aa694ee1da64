namespace RnnGen.Tests;

/// <summary>Central differences for the cells' variants, skip connections and dropout.</summary>
public class VariantGradientTests
{
    private static readonly InputSpec s_input = new(3);

    public static TheoryData<ModelSpec> Cells => new(
        Lstm(5, LstmGates.Standard, peephole: true),
        Lstm(1, LstmGates.Standard, peephole: true),
        Lstm(4, LstmGates.Coupled, peephole: false),
        Lstm(4, LstmGates.Coupled, peephole: true),
        Lstm(4, LstmGates.NoForget, peephole: false),
        Lstm(3, LstmGates.NoForget, peephole: true),
        new ModelSpec(s_input, new LstmSpec(4) { Peephole = true, Clip = 0.6f, CellClip = 0.4f }),
        new ModelSpec(s_input, new LstmSpec(4) { Peephole = true, Gates = LstmGates.Coupled, Projection = 2, Bias = false }),
        new ModelSpec(s_input, new MinGruSpec(5)),
        new ModelSpec(s_input, new MinGruSpec(4) { Layers = 2, Bias = false, Direction = Direction.Bidirectional }),
        new ModelSpec(s_input, new RnnSpec(4) { LayerNorm = true }),
        new ModelSpec(s_input, new LstmSpec(4) { LayerNorm = true }),
        new ModelSpec(s_input, new LstmSpec(5) { LayerNorm = true, Bias = false, Layers = 2 }),
        new ModelSpec(s_input, new LstmSpec(4) { LayerNorm = true, Peephole = true, Gates = LstmGates.Coupled, Clip = 0.9f, CellClip = 0.8f, Projection = 3 }),
        new ModelSpec(s_input, new GruSpec(4) { LayerNorm = true }),
        new ModelSpec(s_input, new GruSpec(5) { LayerNorm = true, Bias = false }),
        new ModelSpec(s_input, new GruSpec(4) { LayerNorm = true, Reset = GruReset.BeforeProduct, Clip = 0.9f }));

    public static TheoryData<ModelSpec> Stacks => new(
        new ModelSpec(s_input, new RnnSpec(4) { Layers = 3, Skip = Skip.Residual }),
        new ModelSpec(s_input, new LstmSpec(4) { Layers = 3, Skip = Skip.Highway, Projection = 2 }),
        new ModelSpec(s_input, new GruSpec(3) { Layers = 2, Skip = Skip.Highway, Bias = false, Direction = Direction.Bidirectional }),
        new ModelSpec(s_input, new GruSpec(3) { Layers = 4, Skip = Skip.Dense }, new DenseSpec(2)),
        new ModelSpec(new EmbeddingSpec(5, 2), new LstmSpec(2) { Layers = 3, Skip = Skip.Dense, Direction = Direction.Bidirectional }, new MinGruSpec(3)));

    public static TheoryData<ModelSpec> WithDropout => new(
        new ModelSpec(s_input, new RnnSpec(6) { Layers = 3, Dropout = 0.4f }),
        new ModelSpec(new EmbeddingSpec(5, 4), new DropoutSpec(0.3f), new LstmSpec(5), new DropoutSpec(0.3f), new DenseSpec(2)),
        new ModelSpec(s_input, new RnnSpec(6) { RecurrentDropout = 0.4f }),
        new ModelSpec(s_input, new LstmSpec(6) { RecurrentDropout = 0.4f, Projection = 4, LayerNorm = true }),
        new ModelSpec(s_input, new GruSpec(6) { RecurrentDropout = 0.4f, Direction = Direction.Bidirectional }),
        new ModelSpec(s_input, new GruSpec(6) { RecurrentDropout = 0.4f, Reset = GruReset.BeforeProduct }),
        new ModelSpec(s_input, new GruSpec(4) { Layers = 3, Skip = Skip.Dense, Dropout = 0.4f, RecurrentDropout = 0.2f }),
        new ModelSpec(s_input, new GruSpec(4) { Layers = 3, Skip = Skip.Highway, Dropout = 0.4f }, new DropoutSpec(0.5f)) { Output = OutputMode.Mean });

    [Theory, MemberData(nameof(Cells)), MemberData(nameof(Stacks))]
    public void AgreeWithCentralDifferences(ModelSpec spec)
    {
        foreach (int steps in new[] { 1, 5 }) new GradientCheck(spec, steps).Agrees();
    }

    [Theory, MemberData(nameof(Cells)), MemberData(nameof(Stacks))]
    public void APlantedFaultIsFound(ModelSpec spec) => new GradientCheck(spec, steps: 5).FindsPlantedFaults();

    [Theory, MemberData(nameof(WithDropout))]
    public void TheyAgreeUnderDropout(ModelSpec spec)
    {
        foreach (int steps in new[] { 1, 5 }) new GradientCheck(spec, steps, dropoutSeed: 7).Agrees();
    }

    [Fact]
    public void EveryActivationStandsInEverySlotOfEveryLstm()
    {
        foreach (Activation kind in Enum.GetValues<Activation>().Where(kind => kind != Activation.Softmax))
        {
            foreach (LstmGates gates in new[] { LstmGates.Coupled, LstmGates.NoForget })
            {
                var lstm = new LstmSpec(3) { Gates = gates, Peephole = true };
                new GradientCheck(new ModelSpec(s_input, lstm with { GateActivation = kind }), steps: 3).Agrees();
                new GradientCheck(new ModelSpec(s_input, lstm with { Activation = kind, OutputActivation = kind }), steps: 3).Agrees();
            }
        }
    }

    [Theory]
    [InlineData(Skip.Residual, Direction.Forward)]
    [InlineData(Skip.Residual, Direction.Backward)]
    [InlineData(Skip.Highway, Direction.Backward)]
    [InlineData(Skip.Dense, Direction.Bidirectional)]
    public void SkipsRunToTheFinalState(Skip skip, Direction direction) => new GradientCheck(
        new ModelSpec(s_input, new GruSpec(3) { Layers = 3, Skip = skip, Direction = direction }) { Output = OutputMode.FinalState }, steps: 4).Agrees();

    private static ModelSpec Lstm(int hidden, LstmGates gates, bool peephole) => new(s_input, new LstmSpec(hidden) { Gates = gates, Peephole = peephole });
}
