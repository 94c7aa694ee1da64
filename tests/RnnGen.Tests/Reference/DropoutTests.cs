namespace RnnGen.Tests;

public class DropoutTests
{
    // tests/known-answers/variants.py prints them.
    [Theory]
    [InlineData(0ul, 0, 0, 0, 0xF8BF0824u)]
    [InlineData(1ul, 0, 0, 1, 0x7B4B2FB5u)]
    [InlineData(1ul, 4, 2, 7, 0x521F6A2Du)]
    [InlineData(0xFEDCBA9876543210ul, 5, 39, 69, 0xD36474D5u)]
    public void AUnitHasTheseBits(ulong seed, int place, int step, int unit, uint expected) =>
        Assert.Equal(expected, DropoutMask.Bits(DropoutMask.StepKey(seed, place, step), unit));

    [Theory]
    [InlineData(0f, 0u, 1f)]
    [InlineData(0.25f, 0x40000000u, 1.3333334f)]
    [InlineData(0.5f, 0x80000000u, 2f)]
    [InlineData(0.99999994f, 0xFFFFFF00u, 16777216f)]
    public void ThresholdAndScaleFollowTheProbability(float probability, uint threshold, float scale)
    {
        Assert.Equal(threshold, DropoutMask.Threshold(probability));
        Assert.Equal(scale, DropoutMask.Scale(probability));
    }

    [Fact]
    public void SeedsPlacesStepsAndUnitsAreIndependent()
    {
        // A quarter of all neighbours agree in being zero at p = ½: four standard deviations of 40,000 draws are 0.009.
        (Func<int, int, uint> First, Func<int, int, uint> Second)[] pairs =
        [
            ((step, unit) => Bits(1, 0, step, unit), (step, unit) => Bits(2, 0, step, unit)),
            ((step, unit) => Bits(1, 0, step, unit), (step, unit) => Bits(1, 1, step, unit)),
            ((step, unit) => Bits(1, 0, step, unit), (step, unit) => Bits(1, 0, step + 1, unit)),
            ((step, unit) => Bits(1, 0, step, unit), (step, unit) => Bits(1, 0, step, unit + 1)),
        ];
        foreach ((Func<int, int, uint> first, Func<int, int, uint> second) in pairs)
        {
            int both = 0;
            for (int i = 0; i < 40_000; i++)
            {
                if (first(i / 200, i % 200) < 0x80000000 && second(i / 200, i % 200) < 0x80000000) both++;
            }
            Assert.Equal(0.25, both / 40_000.0, 0.009);
        }

        static uint Bits(ulong seed, int place, int step, int unit) => DropoutMask.Bits(DropoutMask.StepKey(seed, place, step), unit);
    }

    [Fact]
    public void KeptValuesAreScaledAndTheRestIsZero()
    {
        // The network gives its input through dropout alone: W = 1.
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(1), new DenseSpec(1) { Name = "", Bias = false }, new DropoutSpec(0.2f)));
        network.Parameters["weight"][0] = 1;
        double[] inputs = Enumerable.Repeat(1.0, 40_000).ToArray();
        ReferenceRun run = network.Forward(inputs, dropoutSeed: 3);
        Assert.All(run.Outputs, value => Assert.True(value is 0 or 1.25f, $"{value}"));
        Assert.Equal(0.2, run.Outputs.Count(value => value == 0) / 40_000.0, 0.008);   // four standard deviations
        Assert.Equal(run.Outputs, network.Backward(run, inputs).Inputs);
        Assert.Equal(run.Outputs, network.Forward(inputs, dropoutSeed: 3).Outputs);
        Assert.NotEqual(run.Outputs, network.Forward(inputs, dropoutSeed: 4).Outputs);
        Assert.Equal(inputs, network.Forward(inputs).Outputs);
    }

    [Fact]
    public void RecurrentDropoutHasOneMaskASequence()
    {
        // h' = x + mask∘h and x = 1: a unit that is dropped stays at 1, another becomes 1 + 2 + 4 + ….
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(1),
            new RnnSpec(50) { Name = "", Activation = Activation.Identity, RecurrentDropout = 0.5f }));
        Array.Fill(network.Parameters["weight_ih_l0"], 1);
        for (int u = 0; u < 50; u++) network.Parameters["weight_hh_l0"][u * 51] = 1;
        double[] last = network.Forward([1.0, 1.0, 1.0, 1.0], dropoutSeed: 5).Outputs[^50..];
        Assert.All(last, value => Assert.True(value is 1 or 15, $"{value}"));
        Assert.InRange(last.Count(value => value == 1), 10, 40);
    }
}
