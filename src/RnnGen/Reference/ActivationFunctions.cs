namespace RnnGen;

/// <summary>The activation functions in <c>double</c>, each with its derivative beside it. <c>docs/equations.md</c> has the table.</summary>
internal static class ActivationFunctions
{
    /// <summary>φ(z); not softmax, which needs the whole vector.</summary>
    public static double Value(this ActivationSpec phi, double z)
    {
        double alpha = phi.Alpha, beta = phi.Beta;
        return phi.Kind switch
        {
            Activation.Identity => z,
            Activation.Tanh => Math.Tanh(z),
            Activation.Sigmoid => Sigmoid(z),
            Activation.Relu => z <= 0 ? 0 : z,
            Activation.Affine => alpha * z + beta,
            Activation.LeakyRelu => z > 0 ? z : alpha * z,
            Activation.ThresholdedRelu => z <= alpha ? 0 : z,
            Activation.ScaledTanh => alpha * Math.Tanh(beta * z),
            Activation.HardSigmoid => Math.Clamp(alpha * z + beta, 0, 1),
            Activation.Elu => z > 0 ? z : alpha * double.ExpM1(z),
            Activation.Softsign => double.IsInfinity(z) ? Math.Sign(z) : z / (1 + Math.Abs(z)),
            // ln(1 + eᶻ) = max(z, 0) + ln(1 + e⁻|z|), which cannot overflow.
            Activation.Softplus => Math.Max(z, 0) + double.LogP1(Math.Exp(-Math.Abs(z))),
            _ => throw new NotSupportedException($"{phi.Kind} is not an elementwise function."),
        };
    }

    /// <summary>dφ/dz; at a kink, the derivative from the left.</summary>
    public static double Derivative(this ActivationSpec phi, double z)
    {
        double alpha = phi.Alpha, beta = phi.Beta;
        return phi.Kind switch
        {
            Activation.Identity => 1,
            Activation.Tanh => 1 - Math.Tanh(z) * Math.Tanh(z),
            Activation.Sigmoid => Sigmoid(z) * Sigmoid(-z),
            Activation.Relu => z > 0 ? 1 : 0,
            Activation.Affine => alpha,
            Activation.LeakyRelu => z > 0 ? 1 : alpha,
            Activation.ThresholdedRelu => z > alpha ? 1 : 0,
            Activation.ScaledTanh => alpha * beta * (1 - Math.Tanh(beta * z) * Math.Tanh(beta * z)),
            Activation.HardSigmoid => alpha * z + beta is > 0 and < 1 ? alpha : 0,
            Activation.Elu => z > 0 ? 1 : alpha * Math.Exp(z),
            Activation.Softsign => 1 / ((1 + Math.Abs(z)) * (1 + Math.Abs(z))),
            Activation.Softplus => Sigmoid(z),
            _ => throw new NotSupportedException($"{phi.Kind} is not an elementwise function."),
        };
    }

    // From e⁻|z|, which cannot overflow; e⁻|z| / (1 + e⁻|z|) keeps the relative accuracy of small values.
    private static double Sigmoid(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        return (z >= 0 ? 1 : e) / (1 + e);
    }
}
