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
