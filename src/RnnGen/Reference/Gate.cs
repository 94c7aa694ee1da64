namespace RnnGen;

/// <summary>A gate's pre-activation z = W·x + U·h + b.</summary>
internal sealed class Gate
{
    private readonly Affine _input;
    private readonly Affine _hidden;

    /// <summary>The gate that stands at <paramref name="index"/> in the cell's tensors.</summary>
    public Gate(CellNode node, ReferenceTensors parameters, int index)
    {
        _input = InputPart(node, parameters, index);
        _hidden = HiddenPart(node, parameters, index, bias: null);
    }

    /// <summary>z = W·x + U·h + b</summary>
    public double[] Forward(double[] x, double[] h)
    {
        double[] z = _input.Forward(x), uh = _hidden.Forward(h);
        for (int u = 0; u < z.Length; u++) z[u] += uh[u];
        return z;
    }

    /// <summary>From dz to dx, dh and the gradients of W, U and b, which are all added to.</summary>
    public void Backward(double[] dz, double[] x, double[] h, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        // Forward: z = W·x + U·h + b.
        _input.Backward(dz, x, dx, gradients);
        _hidden.Backward(dz, h, dh, gradients);
    }

    /// <summary>W·x + b</summary>
    public static Affine InputPart(CellNode node, ReferenceTensors parameters, int index)
    {
        int units = node.Spec.Hidden;
        return new Affine(parameters, units, node.InputWidth, new(node.NameOf("weight_ih"), index * units),
            node.Spec.Bias ? new(node.NameOf("bias"), index * units) : null);
    }

    /// <summary>U·h, with the bias of that name if one is given.</summary>
    public static Affine HiddenPart(CellNode node, ReferenceTensors parameters, int index, string? bias)
    {
        int units = node.Spec.Hidden;
        return new Affine(parameters, units, node.Spec.CellOutput, new(node.NameOf("weight_hh"), index * units),
            bias is null ? null : new(node.NameOf(bias), 0));
    }
}
