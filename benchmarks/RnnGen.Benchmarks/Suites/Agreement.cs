using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.Suites;

/// <summary>Whether the contestants compute the same thing. Times of different computations are not worth printing.</summary>
internal static class Agreement
{
    private const int Steps = 20;

    /// <summary>
    /// Float sums in another order: some 10⁻⁷ a step, and the state of these cells does not amplify it.
    /// </summary>
    private const float StateTolerance = 1e-5f;

    /// <summary>Relative to a tensor's largest gradient: float sums over twenty steps, in another order.</summary>
    private const float GradientTolerance = 1e-4f;

    /// <summary>
    /// A central difference in float: rounding 10⁻⁷ / 10⁻² against a truncation of about 10⁻⁴; a lost term is far larger.
    /// </summary>
    private const double SlopeTolerance = 1e-2, Epsilon = 1e-2;

    /// <summary>What does not agree; empty is good.</summary>
    public static IEnumerable<string> Problems(CellShape shape)
    {
        CellWeights weights = CellWeights.Random(shape, seed: 5);
        float[] x = CellWeights.Fill(new float[Steps * shape.Inputs], new Random(6), 1);
        ITrainableCell plain = CellFactory.PlainLoop(weights, Steps);

        float[] expected = Run(plain, shape, x);
        float apart = Apart(expected, Run(CellFactory.TensorPrimitives(weights), shape, x));
        if (!(apart <= StateTolerance)) yield return $"{shape}: TensorPrimitives is {apart:G3} from the plain loop.";

        IGeneratedCell generated = CellFactory.Generated(weights, Steps);
        apart = Apart(expected, Run(generated, shape, x));
        if (!(apart <= StateTolerance)) yield return $"{shape}: the generated model's steps are {apart:G3} from the plain loop.";

        float[] dh = CellWeights.Fill(new float[Steps * shape.Hidden], new Random(7), 1);
        var h = new float[Steps * shape.Hidden];
        var gradients = new CellWeights(shape);
        plain.ForwardBackward(x, dh, h, gradients);
        apart = Apart(expected.AsSpan(0, shape.Hidden), h.AsSpan((Steps - 1) * shape.Hidden));
        if (!(apart <= StateTolerance)) yield return $"{shape}: the plain loop's sequence is {apart:G3} from its steps.";

        foreach (string problem in GeneratedProblems(generated, shape, x, dh, h, gradients)) yield return problem;
        foreach (string problem in ReferenceProblems(weights, x, dh, h, gradients)) yield return problem;

        string[] names = ["W", "U", "b", "b_hn"];
        foreach ((string name, float[] tensor, float[] gradient) in names.Zip(weights.Tensors, gradients.Tensors))
        {
            if (tensor.Length == 0) continue;
            (double slope, double difference) = Slopes(tensor, gradient, () => Loss(plain, shape, x, dh));
            if (!(Math.Abs(slope - difference) <= SlopeTolerance * Math.Abs(slope)))
            {
                yield return $"{shape}: along its gradient by {name} the loss changes by {difference:G4}, the plain loop says {slope:G4}.";
            }
        }
    }

    private static IEnumerable<string> GeneratedProblems(
        IGeneratedCell generated, CellShape shape, float[] x, float[] dh, float[] expected, CellWeights gradients)
    {
        var h = new float[expected.Length];
        generated.Sequence(x, new float[shape.StateSize], h);
        float apart = Apart(expected, h);
        if (!(apart <= StateTolerance)) yield return $"{shape}: the generated model's sequence is {apart:G3} from the plain loop.";

        generated.ForwardBackward(x, dh, h);
        foreach (((string name, float[] own), (_, float[] plain)) in generated.ReadGradients().Named.Zip(gradients.Named))
        {
            apart = Apart(plain, own) / plain.Max(Math.Abs);
            if (!(apart <= GradientTolerance)) yield return $"{shape}: the generated model's gradient by {name} is {apart:G3} (relative) from the plain loop's.";
        }
    }

    private static IEnumerable<string> ReferenceProblems(CellWeights weights, float[] x, float[] dh, float[] expected, CellWeights gradients)
    {
        var reference = new ReferenceCell(weights);
        float apart = Apart(expected, ToFloat(reference.Forward([.. x]).Outputs));
        if (!(apart <= StateTolerance)) yield return $"{weights.Shape}: ReferenceNetwork is {apart:G3} from the plain loop.";

        ReferenceGradients own = reference.ForwardBackward([.. x], [.. dh]);
        foreach ((string name, float[] plain) in gradients.Named)
        {
            apart = Apart(plain, ToFloat(own.Parameters[name])) / plain.Max(Math.Abs);
            if (!(apart <= GradientTolerance)) yield return $"{weights.Shape}: ReferenceNetwork's gradient by {name} is {apart:G3} (relative) from the plain loop's.";
        }
    }

    private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static float[] Run(ICell cell, CellShape shape, float[] x)
    {
        var state = new float[shape.StateSize];
        for (int t = 0; t < x.Length / shape.Inputs; t++) cell.Step(x.AsSpan(t * shape.Inputs, shape.Inputs), state);
        return state;
    }

    /// <summary>L = Σ dh·h, for which ∂L/∂h is dh.</summary>
    private static double Loss(ITrainableCell cell, CellShape shape, float[] x, float[] dh)
    {
        var h = new float[dh.Length];
        cell.ForwardBackward(x, dh, h, new CellWeights(shape));
        return h.Zip(dh, (value, weight) => (double)value * weight).Sum();
    }

    /// <summary>The slope along the gradient's own direction: what the gradient says, and (L(+ε) − L(−ε)) / 2ε.</summary>
    private static (double Slope, double Difference) Slopes(float[] tensor, float[] gradient, Func<double> loss)
    {
        double length = Math.Sqrt(gradient.Sum(value => (double)value * value));
        float[] start = [.. tensor];

        double At(double epsilon)
        {
            for (int i = 0; i < tensor.Length; i++) tensor[i] = (float)(start[i] + epsilon * gradient[i] / length);
            double result = loss();
            start.CopyTo(tensor, 0);
            return result;
        }

        return (length, (At(Epsilon) - At(-Epsilon)) / (2 * Epsilon));
    }

    private static float Apart(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float most = 0;
        for (int i = 0; i < a.Length; i++) most = Math.Max(most, Math.Abs(a[i] - b[i]));
        return most;
    }
}
