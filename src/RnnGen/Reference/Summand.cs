namespace RnnGen;

/// <summary>One part of the pre-activations of consecutive gates: M·v + b or, normalised, LN(M·v). M is W or U, v is x or h.</summary>
internal sealed class Summand
{
    private readonly Affine _affine;
    private readonly LayerNormalization? _norm;

    private Summand(CellNode node, ReferenceTensors parameters, string weight, int columns, string norm, TensorRows? bias, int first, int gates)
    {
        int units = node.Spec.Hidden, firstRow = first * units, rows = gates * units;
        _affine = new Affine(parameters, rows, columns, new(node.NameOf(weight), firstRow), bias);
        if (node.Spec.LayerNorm) _norm = new LayerNormalization(node, parameters, norm, firstRow, rows);
    }

    /// <summary>W·x + b, or LN(W·x), of <paramref name="gates"/> gates from number <paramref name="first"/>.</summary>
    public static Summand OfInput(CellNode node, ReferenceTensors parameters, int first, int gates) =>
        new(node, parameters, "weight_ih", node.InputWidth, "norm_ih",
            CellPlace.HasBias(node.Spec) ? new TensorRows(node.NameOf("bias"), first * node.Spec.Hidden) : null, first, gates);

    /// <summary>U·h, with a bias if one is given, or LN(U·h).</summary>
    public static Summand OfState(CellNode node, ReferenceTensors parameters, int first, int gates, TensorRows? bias = null) =>
        new(node, parameters, "weight_hh", node.Spec.CellOutput, "norm_hh", bias, first, gates);

    /// <summary>s = LN(M·v + b)</summary>
    public double[] Forward(double[] v)
    {
        double[] a = _affine.Forward(v);
        return _norm is null ? a : _norm.Forward(a);
    }

    /// <summary>From ds to dv and the gradients of the parameters, which are all added to.</summary>
    public void Backward(double[] ds, double[] v, double[] dv, ReferenceTensors gradients)
    {
        // Forward: a = M·v + b, s = LN(a).
        double[] da = _norm is null ? ds : _norm.Backward(ds, _affine.Forward(v), gradients);
        _affine.Backward(da, v, dv, gradients);
    }
}
