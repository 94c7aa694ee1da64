namespace RnnGen;

/// <summary>y = φ(W·x + b), at each step alone.</summary>
internal sealed class DenseLayer(DenseNode node, ReferenceTensors parameters) : ReferenceLayer
{
    private readonly ActivationSpec _phi = node.Spec.Activation;
    private readonly Affine _affine = new(parameters, node.OutputWidth, node.InputWidth,
        new TensorRows(node.WeightName, 0),
        node.Spec.Bias ? new TensorRows(TensorName.Join(node.Prefix, "bias"), 0) : null);

    private double[][] _x = [];
    private double[][] _z = [];

    public override double[][] Forward(double[][] x, ReferenceTensors state)
    {
        _x = x;
        _z = x.Select(_affine.Forward).ToArray();
        return _z.Select(Activate).ToArray();
    }

    public override double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        var dx = new double[dy.Length][];
        for (int t = 0; t < dy.Length; t++)
        {
            dx[t] = new double[node.InputWidth];
            _affine.Backward(ActivateBackward(dy[t], _z[t]), _x[t], dx[t], gradients.Parameters);
        }
        return dx;
    }

    private double[] Activate(double[] z) =>
        _phi.Kind == Activation.Softmax ? Softmax(z) : z.Select(value => _phi.Value(value)).ToArray();

    private double[] ActivateBackward(double[] dy, double[] z)
    {
        if (_phi.Kind != Activation.Softmax)
        {
            // Forward: y = φ(z).
            return dy.Zip(z, (d, value) => d * _phi.Derivative(value)).ToArray();
        }
        // Forward: yᵢ = eᶻᵢ / Σⱼ eᶻⱼ, so ∂yⱼ/∂zᵢ = yⱼ·([i = j] − yᵢ) and dzᵢ = yᵢ·(dyᵢ − Σⱼ dyⱼ·yⱼ).
        double[] y = Softmax(z);
        double mean = dy.Zip(y, (d, value) => d * value).Sum();
        return dy.Zip(y, (d, value) => value * (d - mean)).ToArray();
    }

    // Less the maximum, so that no exponential overflows; the quotient stays the same.
    private static double[] Softmax(double[] z)
    {
        double max = z.Max();
        double[] e = z.Select(value => Math.Exp(value - max)).ToArray();
        double sum = e.Sum();
        return e.Select(value => value / sum).ToArray();
    }
}
