namespace RnnGen.Tests.Seq2Seq;

/// <summary>The reference pair's gradients against central differences of L = Σ output·upstream, in double.</summary>
public class ReferencePairTests
{
    private const double Epsilon = 1e-5;

    public static TheoryData<string> Names => new(Pairs.Keys);

    private static readonly Dictionary<string, Seq2SeqSpec> Pairs = new()
    {
        ["identity"] = new(new ModelSpec(new InputSpec(3), new LstmSpec(4)), new ModelSpec(new InputSpec(2), new LstmSpec(4), new DenseSpec(2))),
        ["dense"] = new(new ModelSpec(new InputSpec(3), new GruSpec(3) { Direction = Direction.Bidirectional, Layers = 2 }),
            new ModelSpec(new InputSpec(2), new LstmSpec(4) { Projection = 2 }, new RnnSpec(3), new DenseSpec(2))) { Bridge = Bridge.Dense },
        ["pooled"] = new(new ModelSpec(new InputSpec(3), new RnnSpec(3), new DenseSpec(5)) { Output = OutputMode.Max }, new ModelSpec(new InputSpec(2), new RnnSpec(3))),
    };

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreTheDifferences(string name)
    {
        var check = new PairCheck(Pairs[name]);
        Assert.InRange(check.Error(fault: null), 0, GradientCheck.Tolerance);
        // A gradient that is a thousandth off in one element would have been seen.
        foreach ((string tensor, _) in check.Pair.Parameters.Where(tensor => !tensor.Name.StartsWith("encoder.dense"))) Assert.True(check.Error(tensor) > GradientCheck.Tolerance, tensor);
    }

    [Fact]
    public void OfAnEncodersHeadThereIsNoGradient()
    {
        var check = new PairCheck(Pairs["pooled"]);
        Assert.All(check.Backward()["encoder.dense.weight"], gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void ItSaysWhatDoesNotFit()
    {
        ModelSpec encoder = new(new InputSpec(3), new LstmSpec(4)), decoder = new(new InputSpec(2), new GruSpec(4));
        Assert.Contains("lstm.h_l0 [4], lstm.c_l0 [4] and gru.h_l0 [4]", Assert.Throws<ArgumentException>(() => new ReferencePair(new(encoder, decoder))).Message);
        Assert.Throws<ArgumentException>(() => new ReferencePair(new(encoder, encoder with { Output = OutputMode.Mean })));
        Assert.Throws<ArgumentException>(() => new ReferencePair(new(encoder, new ModelSpec(new InputSpec(2), new DenseSpec(3))) { Bridge = Bridge.Dense }));
    }

    private sealed class PairCheck
    {
        private readonly Random _random = new(1);
        private readonly double[] _source, _targetInputs, _upstream;

        public PairCheck(Seq2SeqSpec spec)
        {
            Pair = new ReferencePair(spec);
            foreach ((_, double[] values) in Pair.Parameters) Vector(values.Length).CopyTo(values, 0);
            (_source, _targetInputs) = (Vector(5 * 3), Vector(4 * 2));
            _upstream = Vector(4 * Pair.Decoder.OutputSize);
        }

        public ReferencePair Pair { get; }

        public ReferencePairGradients Backward()
        {
            ReferenceEncoding encoding = Pair.Encode(_source);
            return Pair.Backward(encoding, Pair.Decode(encoding, _targetInputs), _upstream);
        }

        /// <summary>The largest error of all gradients, relative to the largest gradient; with a fault planted in a tensor.</summary>
        public double Error(string? fault)
        {
            ReferencePairGradients gradients = Backward();
            if (fault is not null)
            {
                double[] values = gradients[fault];
                values[Array.IndexOf(values, values.MaxBy(Math.Abs))] *= 1.001;
            }
            var parts = Pair.Parameters.Select(tensor => (tensor.Values, Gradient: gradients[tensor.Name]))
                .Append((_source, gradients.Source)).Append((_targetInputs, gradients.TargetInputs)).ToList();
            double error = parts.Max(part => Enumerable.Range(0, part.Item1.Length).Max(i => Math.Abs(Difference(part.Item1, i) - part.Item2[i])));
            return error / parts.Max(part => part.Item2.Max(Math.Abs));
        }

        private double Difference(double[] values, int i)
        {
            double before = values[i];
            values[i] = before + Epsilon;
            double above = Loss();
            values[i] = before - Epsilon;
            double below = Loss();
            values[i] = before;
            return (above - below) / (2 * Epsilon);
        }

        private double Loss() => Pair.Decode(Pair.Encode(_source), _targetInputs).Outputs.Zip(_upstream, (y, u) => y * u).Sum();

        private double[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => 1.4 * _random.NextDouble() - 0.7)];
    }
}
