namespace RnnGen.Tests;

public class ParameterInitializerTests
{
    // Computed by a separate program from the generator's published definition.
    [Theory]
    [InlineData(7, "embedding.weight", new uint[] { 0x3E93E152, 0x3E0B9758, 0xBE549367, 0x3E71ECA5 })]
    [InlineData(7, "lstm.weight_ih_l0", new uint[] { 0x3F5B7CF6, 0x3EC06B11, 0xBF56E072, 0x3F62CE69, 0x3EC5E63A, 0x3F6EC7FB, 0xBF442453, 0xBF6969E5 })]
    [InlineData(7, "lstm.bias_l0", new uint[] { 0x3F6903BB, 0xBFB37C28, 0xBFC47896, 0xBDB76234 })]
    [InlineData(7, "dense.weight", new uint[] { 0x3F683CD4 })]
    [InlineData(-1, "embedding.weight", new uint[] { 0xBEDDFDE2, 0x3BEB0226, 0xBF015C07, 0xBD83609E })]
    [InlineData(-1, "lstm.bias_l0", new uint[] { 0xBF903EC6, 0xBF8AD54D, 0x3F997A33, 0x3CF946D2 })]
    public void ASeedGivesTheseBits(int seed, string tensor, uint[] expected)
    {
        ParameterBuffer parameters = Filled(new ModelSpec(new EmbeddingSpec(2, 2), new LstmSpec(1), new DenseSpec(1)), seed);
        Assert.Equal(expected, Read(parameters, tensor).Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void RecurrentTensorsAreUniform()
    {
        ParameterBuffer parameters = Filled(new ModelSpec(new InputSpec(30), new LstmSpec(100)));
        foreach (string tensor in new[] { "lstm.weight_ih_l0", "lstm.weight_hh_l0" }) IsUniform(Read(parameters, tensor), 0.1);
    }

    [Fact]
    public void DenseTensorsAreUniformInTheInputs()
    {
        ParameterBuffer parameters = Filled(new ModelSpec(new InputSpec(25), new DenseSpec(1000)));
        IsUniform(Read(parameters, "dense.weight"), 0.2);
        IsUniform(Read(parameters, "dense.bias"), 0.2);
    }

    [Fact]
    public void EmbeddingTablesAreNormal()
    {
        float[] table = Read(Filled(new ModelSpec(new EmbeddingSpec(2000, 20), new RnnSpec(1))), "embedding.weight");
        Assert.Equal(0, table.Average(), 0.02);
        Assert.Equal(1, table.Average(value => value * value), 0.03);
        Assert.Equal(3, table.Average(value => Math.Pow(value, 4)), 0.2);
        Assert.Equal(0.6827, table.Count(value => Math.Abs(value) < 1) / (double)table.Length, 0.01);
    }

    [Theory]
    [InlineData(GruReset.AfterProduct, 1 / 3.0)]
    [InlineData(GruReset.BeforeProduct, 2 / 3.0)]
    public void TheGrusBiasSumsTwoDrawsWhereTorchHasTwo(GruReset reset, double candidateVariance)
    {
        // The variance of U(±b) is b²/3, that of the sum of two twice as much; here in units of b².
        const int Hidden = 20, Layers = 200;
        ParameterBuffer parameters = Filled(new ModelSpec(new InputSpec(1), new GruSpec(Hidden) { Reset = reset, Layers = Layers }));
        float[][] biases = Enumerable.Range(0, Layers).Select(k => Read(parameters, $"gru.bias_l{k}")).ToArray();
        Assert.Equal(2 / 3.0, Hidden * biases.SelectMany(bias => bias[..(2 * Hidden)]).Average(value => (double)value * value), 0.04);
        Assert.Equal(candidateVariance, Hidden * biases.SelectMany(bias => bias[(2 * Hidden)..]).Average(value => (double)value * value), 0.04);
        if (reset == GruReset.BeforeProduct) return;
        IsUniform(Enumerable.Range(0, Layers).SelectMany(k => Read(parameters, $"gru.bias_hn_l{k}")).ToArray(), 1 / Math.Sqrt(Hidden));
    }

    [Fact]
    public void NormalisationsBeginAsTheIdentityAndHighwaysShut()
    {
        ParameterBuffer parameters = Filled(new ModelSpec(new InputSpec(3), new LstmSpec(4) { Layers = 2, LayerNorm = true, Skip = Skip.Highway }));
        foreach (string norm in new[] { "norm_ih", "norm_hh", "norm_c" })
        {
            Assert.All(Read(parameters, $"lstm.{norm}_l1.weight"), value => Assert.Equal(1, value));
            Assert.All(Read(parameters, $"lstm.{norm}_l1.bias"), value => Assert.Equal(0, value));
        }
        Assert.All(Read(parameters, "lstm.highway_bias_l1"), value => Assert.Equal(-1, value));
        Assert.All(Read(parameters, "lstm.highway_weight_l1"), value => Assert.InRange(value, -0.5, 0.5));
    }

    [Fact]
    public void PeepholesAndMinGruAreUniform()
    {
        IsUniform(Read(Filled(new ModelSpec(new InputSpec(1), new LstmSpec(400) { Peephole = true })), "lstm.peephole_l0"), 0.05);
        ParameterBuffer minGru = Filled(new ModelSpec(new InputSpec(3), new MinGruSpec(400)));
        IsUniform(Read(minGru, "mingru.weight_ih_l0"), 0.05);
        IsUniform(Read(minGru, "mingru.bias_l0"), 0.05);
    }

    [Fact]
    public void ThePaddingIsLeftAlone()
    {
        var parameters = new ParameterBuffer(new ModelSpec(new InputSpec(3), new GruSpec(21), new DenseSpec(5)));
        parameters.Span.Fill(9);
        ParameterInitializer.Fill(parameters, 1);
        Assert.Equal(parameters.Length - parameters.Tensors.Sum(tensor => tensor.Count), parameters.Span.ToArray().Count(value => value == 9));
    }

    [Fact]
    public void SeedsAndTensorsDiffer()
    {
        var spec = new ModelSpec(new InputSpec(4), new RnnSpec(4) { Bias = false });
        float[] first = Read(Filled(spec, 1), "rnn.weight_ih_l0");
        Assert.NotEqual(first, Read(Filled(spec, 2), "rnn.weight_ih_l0"));
        Assert.NotEqual(first, Read(Filled(spec, 1), "rnn.weight_hh_l0"));
        Assert.Equal(first, Read(Filled(spec, 1), "rnn.weight_ih_l0"));
    }

    [Fact]
    public void TheLogarithmIsExactToAFewUnits()
    {
        var random = new SplitMix64(1, 0);
        for (int i = 0; i < 10_000; i++)
        {
            double x = (1 - random.NextUniform()) * Math.Pow(2, -(i % 60));
            Assert.Equal(Math.Log(x), SplitMix64.Logarithm(x), 4e-16 * Math.Max(1, Math.Abs(Math.Log(x))));
        }
        Assert.Equal(0, SplitMix64.Logarithm(1));
    }

    private static void IsUniform(float[] values, double bound)
    {
        double sigma = bound / Math.Sqrt(3 * values.Length);   // of the mean
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.Equal(0, values.Average(), 4 * sigma);
        Assert.Equal(bound * bound / 3, values.Average(value => (double)value * value), 0.06 * bound * bound / 3);
        Assert.True(values.Max() > 0.98 * bound && values.Min() < -0.98 * bound);
    }

    private static ParameterBuffer Filled(ModelSpec spec, int seed = 1)
    {
        var parameters = new ParameterBuffer(spec);
        ParameterInitializer.Fill(parameters, seed);
        return parameters;
    }

    private static float[] Read(ParameterBuffer parameters, string tensor)
    {
        var values = new float[parameters.Tensors.Single(info => info.Name == tensor).Count];
        parameters.Read(tensor, values);
        return values;
    }
}
