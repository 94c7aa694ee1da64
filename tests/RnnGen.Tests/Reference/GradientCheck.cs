namespace RnnGen.Tests;

/// <summary>
/// Compares a reference network's gradients with central differences, in double, of
/// L = Σ output·upstream + Σ final state·upstream.
/// </summary>
internal sealed class GradientCheck
{
    /// <summary>Central differences reach about 1e-10 of the largest gradient; a wrong term is off by 1e-3 or more.</summary>
    public const double Tolerance = 1e-7;

    // The truncation error is of order ε², the rounding error of order 1e-16/ε: together about 1e-10.
    private const double Epsilon = 1e-5;

    private readonly Random _random;
    private readonly ulong? _dropoutSeed;
    private readonly double[] _inputs = [];
    private readonly int[] _tokens = [];
    private readonly ReferenceTensors _state;
    private readonly double[] _upstream;
    private readonly ReferenceTensors _stateUpstream;

    public GradientCheck(ModelSpec spec, int steps, ulong? dropoutSeed = null)
    {
        _random = new Random(1);
        _dropoutSeed = dropoutSeed;
        Network = new ReferenceNetwork(spec);
        Fill(Network.Parameters, 0.7);
        _state = Fill(Network.NewState(), 0.9);
        _stateUpstream = Fill(Network.NewState(), 1);
        if (spec.ReadsTokens)
        {
            TokenSpec[] sources = spec.Sources.Cast<TokenSpec>().ToArray();
            _tokens = Enumerable.Range(0, steps * sources.Length).Select(i => _random.Next(sources[i % sources.Length].Vocabulary)).ToArray();
        }
        else
        {
            _inputs = Vector(steps * Network.InputSize, 1);
        }
        _upstream = Vector(Forward().Outputs.Length, 1);
    }

    public ReferenceNetwork Network { get; }

    /// <summary>Asserts that all gradients agree with the differences.</summary>
    public void Agrees() => Assert.InRange(Error(Backward()), 0, Tolerance);

    /// <summary>Asserts that an error in any one parameter's or state's gradient would have been seen.</summary>
    public void FindsPlantedFaults()
    {
        foreach (TensorInfo tensor in Network.Parameters.Tensors)
        {
            ReferenceGradients gradients = Backward();
            double[] gradient = gradients.Parameters[tensor.Name];
            gradient[Array.IndexOf(gradient, gradient.MaxBy(Math.Abs))] *= 1.001;
            Assert.True(Error(gradients) > Tolerance, $"{tensor.Name}: one element off by a thousandth was not found.");
        }
        foreach (TensorInfo slot in _state.Tensors)
        {
            ReferenceGradients gradients = Backward();
            Array.Clear(gradients.State[slot.Name]);
            Assert.True(Error(gradients) > Tolerance, $"{slot.Name}: a missing gradient was not found.");
        }
    }

    public ReferenceGradients Backward() => Network.Backward(Forward(), _upstream, _stateUpstream);

    /// <summary>The largest difference to the central differences, relative to the largest gradient.</summary>
    public double Error(ReferenceGradients gradients)
    {
        double error = 0, largest = 0;
        foreach (TensorInfo tensor in Network.Parameters.Tensors) Compare(Network.Parameters[tensor.Name], gradients.Parameters[tensor.Name]);
        foreach (TensorInfo slot in _state.Tensors) Compare(_state[slot.Name], gradients.State[slot.Name]);
        Compare(_inputs, gradients.Inputs);
        return error / largest;

        void Compare(double[] values, double[] analytic)
        {
            Assert.Equal(values.Length, analytic.Length);
            for (int i = 0; i < values.Length; i++)
            {
                double value = values[i];
                values[i] = value + Epsilon;
                double above = Loss();
                values[i] = value - Epsilon;
                double below = Loss();
                values[i] = value;
                error = Math.Max(error, Math.Abs((above - below) / (2 * Epsilon) - analytic[i]));
                largest = Math.Max(largest, Math.Abs(analytic[i]));
            }
        }
    }

    private double Loss()
    {
        ReferenceRun run = Forward();
        return Dot(run.Outputs, _upstream) + _state.Tensors.Sum(slot => Dot(run.FinalState[slot.Name], _stateUpstream[slot.Name]));
    }

    private ReferenceRun Forward() => Network.Spec.ReadsTokens
        ? Network.Forward(_tokens, _state, _dropoutSeed)
        : Network.Forward(_inputs, _state, _dropoutSeed);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private double[] Vector(int length, double scale) =>
        Enumerable.Range(0, length).Select(_ => scale * (2 * _random.NextDouble() - 1)).ToArray();

    private ReferenceTensors Fill(ReferenceTensors tensors, double scale)
    {
        foreach (TensorInfo tensor in tensors.Tensors) Vector(tensor.Count, scale).CopyTo(tensors[tensor.Name], 0);
        return tensors;
    }
}
