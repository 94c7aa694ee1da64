namespace RnnGen;

/// <summary>A connection around a recurrent layer, at one step: from the layer's output y and its input x.</summary>
internal abstract class SkipConnection
{
    /// <summary>What the layers above see in y's place.</summary>
    public abstract double[] Forward(double[] y, double[] x);

    /// <summary>dy, and x's part of the gradient; adds to the gradients of the parameters.</summary>
    public abstract (double[] Dy, double[] Dx) Backward(double[] dout, double[] y, double[] x, ReferenceTensors gradients);

    /// <summary>The connection around a layer; null where there is none, or where x is widened instead (<see cref="Skip.Dense"/>).</summary>
    public static SkipConnection? Of(RecurrentNode node, ReferenceTensors parameters) => node.Skip switch
    {
        Skip.Residual => new ResidualSkip(),
        Skip.Highway => new HighwaySkip(node, parameters),
        _ => null,
    };
}

/// <summary>y + x</summary>
internal sealed class ResidualSkip : SkipConnection
{
    public override double[] Forward(double[] y, double[] x) => y.Zip(x, (a, b) => a + b).ToArray();

    // Forward: y + x.
    public override (double[] Dy, double[] Dx) Backward(double[] dout, double[] y, double[] x, ReferenceTensors gradients) => (dout, dout);
}

/// <summary>T∘y + (1 − T)∘x with T = σ(W_T·x + b_T)</summary>
internal sealed class HighwaySkip(RecurrentNode node, ReferenceTensors parameters) : SkipConnection
{
    private static readonly ActivationSpec s_sigmoid = Activation.Sigmoid;

    private readonly Affine _gate = new(parameters, node.OutputWidth, node.InputWidth, new(node.NameOf("highway_weight"), 0),
        node.Spec.Bias ? new(node.NameOf("highway_bias"), 0) : null);

    public override double[] Forward(double[] y, double[] x)
    {
        double[] z = _gate.Forward(x), result = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            double t = s_sigmoid.Value(z[i]);
            result[i] = t * y[i] + (1 - t) * x[i];
        }
        return result;
    }

    public override (double[] Dy, double[] Dx) Backward(double[] dout, double[] y, double[] x, ReferenceTensors gradients)
    {
        double[] z = _gate.Forward(x), dz = new double[z.Length], dy = new double[y.Length], dx = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            // Forward: T·y + (1 − T)·x, T = σ(z).
            double t = s_sigmoid.Value(z[i]);
            dy[i] = dout[i] * t;
            dx[i] = dout[i] * (1 - t);
            dz[i] = dout[i] * (y[i] - x[i]) * s_sigmoid.Derivative(z[i]);
        }
        // Forward: z = W_T·x + b_T.
        _gate.Backward(dz, x, dx, gradients);
        return (dy, dx);
    }
}
