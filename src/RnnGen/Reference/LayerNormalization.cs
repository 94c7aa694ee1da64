namespace RnnGen;

/// <summary>LN(a) = γ∘(a − μ)/s + β, with the mean μ and s = √(variance + ε) over the elements of a.</summary>
internal sealed class LayerNormalization
{
    private const double Epsilon = 1e-5;   // PyTorch's

    private readonly ReferenceTensors _parameters;
    private readonly TensorRows _gain;
    private readonly TensorRows? _bias;
    private readonly int _length;

    /// <summary>The normalisation of <paramref name="length"/> values, whose γ and β are those elements of the tensors <c>{name}.weight</c> and <c>.bias</c>.</summary>
    public LayerNormalization(CellNode node, ReferenceTensors parameters, string name, int first, int length)
    {
        _parameters = parameters;
        _gain = new(node.NameOf(name) + ".weight", first);
        _bias = node.Spec.Bias ? new(node.NameOf(name) + ".bias", first) : null;
        _length = length;
    }

    /// <summary>y = γ∘â + β, â = (a − μ)/s</summary>
    public double[] Forward(double[] a)
    {
        (double[] normal, _) = Standardise(a);
        double[] gamma = _parameters[_gain.Tensor];
        var y = new double[_length];
        for (int i = 0; i < _length; i++)
        {
            y[i] = gamma[_gain.First + i] * normal[i] + (_bias is { } beta ? _parameters[beta.Tensor][beta.First + i] : 0);
        }
        return y;
    }

    /// <summary>da from dy; adds to dγ and dβ.</summary>
    public double[] Backward(double[] dy, double[] a, ReferenceTensors gradients)
    {
        (double[] normal, double s) = Standardise(a);
        double[] gamma = _parameters[_gain.Tensor], dgamma = gradients[_gain.Tensor], dnormal = new double[_length];
        for (int i = 0; i < _length; i++)
        {
            // Forward: y = γ∘â + β.
            dgamma[_gain.First + i] += dy[i] * normal[i];
            if (_bias is { } beta) gradients[beta.Tensor][beta.First + i] += dy[i];
            dnormal[i] = dy[i] * gamma[_gain.First + i];
        }
        // Forward: â = (a − μ)/s; μ and s depend on all of a: da = (dâ − mean(dâ) − â·mean(dâ∘â))/s.
        double mean = dnormal.Average(), along = dnormal.Zip(normal, (d, value) => d * value).Average();
        return dnormal.Zip(normal, (d, value) => (d - mean - value * along) / s).ToArray();
    }

    private static (double[] Normal, double S) Standardise(double[] a)
    {
        double mean = a.Average(), s = Math.Sqrt(a.Average(value => (value - mean) * (value - mean)) + Epsilon);
        return (a.Select(value => (value - mean) / s).ToArray(), s);
    }
}
