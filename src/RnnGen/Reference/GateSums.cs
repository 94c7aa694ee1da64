namespace RnnGen;

/// <summary>The pre-activations of consecutive gates, z = W·x + U·h + b or LN(W·x) + LN(U·h); gate g of unit u stands at g·H + u.</summary>
internal sealed class GateSums(CellNode node, ReferenceTensors parameters, int first, int gates)
{
    private readonly Summand _input = Summand.OfInput(node, parameters, first, gates);
    private readonly Summand _state = Summand.OfState(node, parameters, first, gates);

    /// <summary>z = (W·x + b) + U·h</summary>
    public double[] Forward(double[] x, double[] h)
    {
        double[] z = _input.Forward(x), uh = _state.Forward(h);
        for (int i = 0; i < z.Length; i++) z[i] += uh[i];
        return z;
    }

    /// <summary>From dz to dx, dh and the gradients of the parameters, which are all added to.</summary>
    public void Backward(double[] dz, double[] x, double[] h, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        // Forward: z = (W·x + b) + U·h.
        _input.Backward(dz, x, dx, gradients);
        _state.Backward(dz, h, dh, gradients);
    }
}
