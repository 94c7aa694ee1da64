using System.Runtime.InteropServices;

namespace RnnGen.Tests.Parameters;

/// <summary>What becomes of weights in a smaller storage, and where they lie.</summary>
public class StoredWeightsTests
{
    public static TheoryData<string, WeightStorage> Cases
    {
        get
        {
            var cases = new TheoryData<string, WeightStorage>();
            foreach (object?[] row in ParameterLayoutTests.Networks)
            {
                cases.Add((string)row[0]!, WeightStorage.BFloat16);
                cases.Add((string)row[0]!, WeightStorage.Int8);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void NoWeightIsOffByMoreThanItMay(string network, WeightStorage storage)
    {
        ParameterBuffer parameters = Random(network, storage), stored = new StoredWeights(parameters).Dequantize();
        bool differs = false;
        foreach (TensorInfo tensor in parameters.Tensors)
        {
            float[] exact = Read(parameters, tensor), small = Read(stored, tensor);
            bool isSmaller = tensor.Shape.Count == 2 && !IsTable(parameters, tensor);
            if (!isSmaller)
            {
                Assert.Equal(exact, small);
                continue;
            }
            differs |= !exact.AsSpan().SequenceEqual(small);
            int columns = tensor.Shape[1];
            for (int i = 0; i < exact.Length; i++)
            {
                double largest = exact.AsSpan(i / columns * columns, columns).ToArray().Max(Math.Abs);
                double bound = storage == WeightStorage.BFloat16 ? Math.Abs(exact[i]) / 256.0 : largest / 254.0;
                Assert.True(Math.Abs(exact[i] - (double)small[i]) <= bound * 1.00001, $"{tensor.Name}[{i}]: {exact[i]} became {small[i]}.");
            }
        }
        Assert.True(differs);
    }

    /// <summary>Padding counts in no sum, so it must be zero in every storage.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void PaddingStaysZero(string network, WeightStorage storage)
    {
        ParameterBuffer parameters = Random(network, storage), stored = new StoredWeights(parameters).Dequantize();
        foreach (TensorInfo tensor in stored.Tensors) stored.Write(tensor.Name, new float[tensor.Count]);
        Assert.All(stored.Span.ToArray(), value => Assert.Equal(0f, value));
    }

    // LSTM 64 → 128: 512 biases and 192 rows of 512 weights; with Int8 factors and ratios of both matrices.
    [Theory]
    [InlineData(WeightStorage.Float32, 512 + 192 * 512)]
    [InlineData(WeightStorage.BFloat16, 512 + 192 / 2 * 512)]
    [InlineData(WeightStorage.Int8, 512 + 192 / 4 * 512 + 4 * 512)]
    public void ACopyIsAsSmallAsItShouldBe(WeightStorage storage, int floats) =>
        Assert.Equal(floats * sizeof(float), new StoredWeights(Random(new ModelSpec(new InputSpec(64), new LstmSpec(128)) { Storage = storage })).Bytes);

    [Fact]
    public void FloatsAreStoredAsTheyAre()
    {
        ParameterBuffer parameters = Random("lstm many tiles", WeightStorage.Float32);
        Assert.Equal(parameters.Span.ToArray(), new StoredWeights(parameters).Dequantize().Span.ToArray());
    }

    [Fact]
    public void WhatIsStoredStaysWhatItIsWhenItIsStoredAgain()
    {
        ParameterBuffer once = new StoredWeights(Random("gru before", WeightStorage.BFloat16)).Dequantize();
        Assert.Equal(once.Span.ToArray(), new StoredWeights(once).Dequantize().Span.ToArray());
    }

    // The weights of one unit for three inputs, in words of two: [second first], [– third].
    [Theory]
    [InlineData(1f, 1f, 1f, 0x3F80_3F80u, 0x0000_3F80u)]
    [InlineData(1.00390625f, 0f, 1.01171875f, 0x0080_3F80u, 0x0000_3F82u)]          // 1 + 2⁻⁸ and 1 + 3·2⁻⁸ are ties
    [InlineData(0f, -2f, -0.5f, 0xC000_0000u, 0x0000_BF00u)]
    [InlineData(-1f, 1.0078125f, 0f, 0x3F80_BF80u, 0u)]                               // 1.0058 is nearer to 1 + 2⁻⁷ than 1.0136
    [InlineData(1e-40f, 1e-40f, 3.4e38f, 0u, 0x0000_7F7Fu)]
    [InlineData(1f, -1e-40f, 0f, 0x8080_3F80u, 0u)]                                   // nothing is to be subnormal
    public void HalvesAreRoundedToTheNearestOfWhatStandsBelowThem(float first, float second, float third, uint word, uint next)
    {
        (uint[] words, _) = Words(WeightStorage.BFloat16, first, second, third);
        Assert.Equal((word, next), (words[0], words[1]));
    }

    // A step is 1/127 of the largest; the bytes below one are a fraction of its step.
    [Theory]
    [InlineData(127f, -127f, 0f, 64f, 3f, 0x3FFF_817Fu, 0x0000_0003u)]
    [InlineData(0f, 0f, 127f, 0f, -127f, 0x007F_0000u, 0x0000_0081u)]
    [InlineData(2f, 3f, 4f, 5f, 127f, 0x0504_0302u, 0x0000_007Fu)]
    [InlineData(0f, 0f, 0f, 0f, 0f, 0u, 0u)]
    public void BytesLieInWordsOfFour(float a, float b, float c, float d, float e, uint word, uint next)
    {
        (uint[] words, float factor) = Words(WeightStorage.Int8, a, b, c, d, e);
        Assert.Equal((word, next), (words[0], words[1]));
        Assert.Equal(1f / (1 << 24), factor);
    }

    [Fact]
    public void AMatrixWithoutWeightsDoesNoHarm()
    {
        foreach (float tiny in new[] { 0f, 1e-45f, 1e-30f })
        {
            ParameterBuffer parameters = Random("lstm", WeightStorage.Int8);
            float[] recurrent = new float[80 * 20];
            Array.Fill(recurrent, tiny);
            parameters.Write("lstm.weight_hh_l0", recurrent);
            var stored = new StoredWeights(parameters);
            PanelLayout panel = PanelOf((ModelSpec)parameters.Spec);
            int factors = panel.GroupIndex(PanelLayout.FactorsOf("hidden"));
            Assert.All([0, 1], row => Assert.InRange(Values(stored)[panel.OffsetOf(factors, row, 0, 0)], 1e-9f, 1e9f));
            float[] read = new float[recurrent.Length];
            stored.Dequantize().Read("lstm.weight_hh_l0", read);
            Assert.All(read, value => Assert.Equal(0f, value));
        }
    }

    /// <summary>With the largest floats the nearest code may stand for something larger; and a ratio of factors must leave sums finite.</summary>
    [Theory]
    [InlineData(float.MaxValue, 1f)]
    [InlineData(-float.MaxValue, 1e-30f)]
    [InlineData(1e30f, 1e-15f)]
    [InlineData(1e-30f, float.MaxValue)]
    public void TheLargestAndTheSmallestWeightsStayFinite(float ofInput, float ofState)
    {
        ParameterBuffer parameters = Random("lstm", WeightStorage.Int8);
        float[] input = new float[80 * 3], state = new float[80 * 20], read = new float[80 * 3];
        Random random = new(1);
        for (int i = 0; i < input.Length; i++) input[i] = i % 2 == 0 ? ofInput : ofInput * random.NextSingle();
        for (int i = 0; i < state.Length; i++) state[i] = i % 2 == 0 ? ofState : ofState * random.NextSingle();
        parameters.Write("lstm.weight_ih_l0", input);
        parameters.Write("lstm.weight_hh_l0", state);
        var stored = new StoredWeights(parameters);
        stored.Dequantize().Read("lstm.weight_ih_l0", read);
        // Below 1e-20 weights are stored as zeros; above, a code is off by one at most.
        double most = Math.Abs(ofInput) < 1e-20 ? Math.Abs(ofInput) : Math.Abs(ofInput) / 127.0;
        Assert.All(input.Zip(read), pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second), 0, most));

        PanelLayout panel = PanelOf((ModelSpec)parameters.Spec);
        int hidden = panel.GroupIndex(PanelLayout.FactorsOf("hidden"));
        // What a row's codes can add up to, times the ratio.
        Assert.True(float.IsFinite(Values(stored)[panel.OffsetOf(hidden, 1, 0, 0)] * 4096f * int.MaxValue));
    }

    [Fact]
    public void WhatIsNoNumberStaysNone()
    {
        foreach (WeightStorage storage in new[] { WeightStorage.BFloat16, WeightStorage.Int8 })
        {
            ParameterBuffer parameters = Random("lstm", storage);
            float[] weights = new float[80 * 3];
            weights[4] = float.NaN;
            weights[9] = float.PositiveInfinity;
            parameters.Write("lstm.weight_ih_l0", weights);
            new StoredWeights(parameters).Dequantize().Read("lstm.weight_ih_l0", weights);
            Assert.False(float.IsFinite(weights[4]));
            Assert.False(float.IsFinite(weights[9]));
        }
    }

    /// <summary>A step multiplies what came of the matrix before with its row's factor over the next one's.</summary>
    [Fact]
    public void TheRatioOfFactorsIsThatOfTheMatrices()
    {
        var spec = new ModelSpec(new InputSpec(3), new LstmSpec(21)) { Storage = WeightStorage.Int8 };
        var stored = new StoredWeights(Random(spec));
        PanelLayout panel = PanelOf(spec);
        int input = panel.GroupIndex(PanelLayout.FactorsOf("input")), hidden = panel.GroupIndex(PanelLayout.FactorsOf("hidden"));
        float[] values = Values(stored);
        for (int gate = 0; gate < 4; gate++)
        {
            for (int unit = 0; unit < 21; unit++)
            {
                float x = values[panel.OffsetOf(input, 0, gate, unit)], h = values[panel.OffsetOf(hidden, 0, gate, unit)];
                Assert.NotEqual(x, h);
                Assert.Equal(x / h, values[panel.OffsetOf(hidden, 1, gate, unit)]);
            }
        }
    }

    /// <summary>The words and the factor of a single unit's weights.</summary>
    private static (uint[] Words, float Factor) Words(WeightStorage storage, params float[] weights)
    {
        var spec = new ModelSpec(new InputSpec(weights.Length), new DenseSpec(1)) { Storage = storage };
        var parameters = new ParameterBuffer(spec);
        parameters.Write("dense.weight", weights);
        float[] values = Values(new StoredWeights(parameters));
        PanelLayout panel = PanelOf(spec);
        uint[] words = [.. Enumerable.Range(0, panel.Groups[panel.GroupIndex("input")].Rows)
            .Select(row => BitConverter.SingleToUInt32Bits(values[panel.OffsetOf(panel.GroupIndex("input"), row, 0, 0)]))];
        return (words, storage == WeightStorage.Int8 ? values[panel.OffsetOf(panel.GroupIndex(PanelLayout.FactorsOf("input")), 0, 0, 0)] : 1);
    }

    /// <summary>The first layer's.</summary>
    private static PanelLayout PanelOf(ModelSpec spec) => ((PanelPlace)new ParameterLayout(new Topology(spec)).Places[0]).Panel.In(spec.Storage);

    private static float[] Values(StoredWeights stored) => MemoryMarshal.CreateSpan(ref stored.Origin, stored.Bytes / sizeof(float)).ToArray();

    private static ModelSpec SpecOf(string network) => (ModelSpec)ParameterLayoutTests.Networks.Single(row => (string)row[0]! == network)[1]!;

    private static ParameterBuffer Random(string network, WeightStorage storage) => Random(SpecOf(network) with { Storage = storage });

    private static ParameterBuffer Random(ModelSpec spec)
    {
        var parameters = new ParameterBuffer(spec);
        ParameterInitializer.Fill(parameters, seed: 3);
        return parameters;
    }

    private static float[] Read(ParameterBuffer buffer, TensorInfo tensor)
    {
        var values = new float[tensor.Count];
        buffer.Read(tensor.Name, values);
        return values;
    }

    private static bool IsTable(ParameterBuffer parameters, TensorInfo tensor) =>
        new ParameterLayout(new Topology((ModelSpec)parameters.Spec)).Places.OfType<TablePlace>().Any(place => place.Tensors[0].Name == tensor.Name);
}
