namespace RnnGen.Tests;

public class ParameterLayoutTests
{
    public static TheoryData<string, ModelSpec> Networks => new()
    {
        { "lstm", new ModelSpec(new InputSpec(3), new LstmSpec(20)) },
        { "lstm many tiles", new ModelSpec(new InputSpec(2), new LstmSpec(117) { Layers = 2 }, new DenseSpec(65)) },
        { "lstm, projected", new ModelSpec(new InputSpec(2), new LstmSpec(21) { Layers = 2, Projection = 5 }) },
        { "gru after", new ModelSpec(new OneHotSpec(7), new GruSpec(33)) },
        { "gru after, no bias", new ModelSpec(new OneHotSpec(7), new GruSpec(133) { Bias = false }) },
        { "gru before", new ModelSpec(new EmbeddingSpec(9, 5), new GruSpec(130) { Reset = GruReset.BeforeProduct }) },
        { "peepholes", new ModelSpec(new InputSpec(2), new LstmSpec(21) { Peephole = true }) },
        { "coupled", new ModelSpec(new InputSpec(2), new LstmSpec(37) { Gates = LstmGates.Coupled, Peephole = true, Projection = 5 }) },
        { "no forget gate", new ModelSpec(new InputSpec(2), new LstmSpec(5) { Gates = LstmGates.NoForget, Bias = false }) },
        { "min gru", new ModelSpec(new InputSpec(2), new MinGruSpec(70), new MinGruSpec(5) { Bias = false }) },
        { "normalised lstm", new ModelSpec(new InputSpec(2), new LstmSpec(101) { LayerNorm = true, Peephole = true }) },
        { "normalised gru after", new ModelSpec(new InputSpec(2), new GruSpec(7) { LayerNorm = true }) },
        { "normalised gru before", new ModelSpec(new InputSpec(2), new GruSpec(7) { LayerNorm = true, Reset = GruReset.BeforeProduct }) },
        { "normalised rnn", new ModelSpec(new InputSpec(2), new RnnSpec(7) { LayerNorm = true, Bias = false }) },
        { "highway", new ModelSpec(new InputSpec(2), new GruSpec(9) { Layers = 3, Skip = Skip.Highway, Direction = Direction.Bidirectional }) },
        { "dense skip", new ModelSpec(new InputSpec(2), new RnnSpec(9) { Layers = 3, Skip = Skip.Dense }) },
        { "tied", new ModelSpec(new EmbeddingSpec(7, 3), new RnnSpec(3), new DenseSpec(7) { Tied = true }) },
        { "tied, many tiles", new ModelSpec(new EmbeddingSpec(450, 3), new RnnSpec(3), new DenseSpec(450) { Tied = true, Bias = false }) },
        { "rnn", new ModelSpec(new InputSpec(1), new RnnSpec(1), new DenseSpec(300)) },
    };

    [Theory, MemberData(nameof(Networks))]
    public void EveryElementHasAPlaceOfItsOwn(string name, ModelSpec spec)
    {
        var layout = new ParameterLayout(new Topology(spec));
        var taken = new bool[layout.Length];
        foreach (TensorPlace tensor in layout.Tensors)
        {
            for (int row = 0; row < tensor.Shape[0]; row++)
            {
                for (int column = 0; column < tensor.Columns; column++)
                {
                    int offset = tensor.OffsetOf(row, column);
                    Assert.False(taken[offset], $"{name}: {tensor.Name}[{row}, {column}] lies on another element.");
                    taken[offset] = true;
                }
            }
        }
        Assert.Equal(layout.ParameterCount, taken.Count(place => place));
    }

    [Fact]
    public void ABufferGivesBackWhatWasWritten()
    {
        var buffer = new ParameterBuffer(new ModelSpec(new InputSpec(3), new LstmSpec(21), new DenseSpec(5)));
        foreach (TensorInfo tensor in buffer.Tensors)
        {
            float[] written = Enumerable.Range(1, tensor.Count).Select(i => (float)i).ToArray(), read = new float[tensor.Count];
            buffer.Write(tensor.Name, written);
            buffer.Read(tensor.Name, read);
            Assert.Equal(written, read);
        }
        Assert.Equal(buffer.Tensors.Sum(tensor => tensor.Count), buffer.Span.ToArray().Count(value => value != 0));
    }

    public static TheoryData<LayerSpec, string> TensorsOfVariants => new()
    {
        { new LstmSpec(2) { Peephole = true }, "weight_ih_l0 [8, 3], weight_hh_l0 [8, 2], bias_l0 [8], peephole_l0 [6]" },
        { new LstmSpec(2) { Peephole = true, Gates = LstmGates.Coupled }, "weight_ih_l0 [6, 3], weight_hh_l0 [6, 2], bias_l0 [6], peephole_l0 [4]" },
        { new LstmSpec(2) { Gates = LstmGates.NoForget, Bias = false, Projection = 1 }, "weight_ih_l0 [6, 3], weight_hh_l0 [6, 1], weight_hr_l0 [1, 2]" },
        { new MinGruSpec(2), "weight_ih_l0 [4, 3], bias_l0 [4]" },
        { new LstmSpec(2) { LayerNorm = true, Direction = Direction.Backward }, "weight_ih_l0_reverse [8, 3], weight_hh_l0_reverse [8, 2], "
            + "norm_ih_l0_reverse.weight [8], norm_ih_l0_reverse.bias [8], norm_hh_l0_reverse.weight [8], norm_hh_l0_reverse.bias [8], "
            + "norm_c_l0_reverse.weight [2], norm_c_l0_reverse.bias [2]" },
        { new GruSpec(2) { LayerNorm = true, Bias = false }, "weight_ih_l0 [6, 3], weight_hh_l0 [6, 2], norm_ih_l0.weight [6], norm_hh_l0.weight [6]" },
        { new RnnSpec(2) { Layers = 2, Skip = Skip.Highway }, "weight_ih_l0 [2, 3], weight_hh_l0 [2, 2], bias_l0 [2], "
            + "weight_ih_l1 [2, 2], weight_hh_l1 [2, 2], bias_l1 [2], highway_weight_l1 [2, 2], highway_bias_l1 [2]" },
    };

    [Theory, MemberData(nameof(TensorsOfVariants))]
    public void VariantsHaveTheseTensors(LayerSpec layer, string expected) => Assert.Equal(expected,
        string.Join(", ", new ParameterBuffer(new ModelSpec(new InputSpec(3), layer with { Name = "" })).Tensors));

    [Fact]
    public void BuffersBeginAtACacheLine()
    {
        var buffer = new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(4)));
        ref float origin = ref buffer.Origin;
        unsafe
        {
            fixed (float* address = &origin) Assert.Equal(0, (nint)address % 64);
        }
    }

    [Fact]
    public void AWrongNameOrLengthIsNamed()
    {
        var buffer = new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(4)));
        Assert.Contains("rnn.weight_ih_l0", Assert.Throws<ArgumentException>(() => buffer.Read("rnn.weight", new float[4])).Message);
        Assert.Contains("[4, 1] has 4 values; the span has 3",
            Assert.Throws<ArgumentException>(() => buffer.Write("rnn.weight_ih_l0", new float[3])).Message);
    }
}
