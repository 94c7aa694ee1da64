namespace RnnGen;

/// <summary>How far single precision may be from double.</summary>
/// <remarks>
/// PyTorch in single precision is up to 1.0e-6 (outputs) and 1.1e-6 of the largest gradient (1.9e-6 where gates saturate) away
/// from itself in double, over 67 networks with at most 85 terms in a sum. The bounds leave room for another order of summation,
/// faster tanh and exp, and unlucky seeds; a term that is missing or wrong is off by 1e-3 and more.
/// The rounding errors of a sum of n terms have random signs and grow like √n, hence a factor √(n / 64) for wider networks.
/// Layer normalisation divides by the spread s of a product, which is often below 1/10 (states are small at first), and all errors
/// with it: hence a factor 16 for every layer that has it. A gradient that is small throughout would fit into that as a whole. But
/// over the declared models and 241 random networks no gradient above rounding was off by more than 2e-5 of its tensor's largest
/// value, so an error that only the factor allows must be below 1e-2 of it: 500 times what was measured, for unlucky seeds and
/// small spreads.
/// </remarks>
internal sealed class VerificationBounds(ParameterSpec spec)
{
    private const double Output = 2e-6;
    private const double Gradient = 1e-5;
    private const double ReferenceTerms = 64;

    private const double NormalisedLayer = 16;
    private const double OwnShare = 0.01;

    private readonly double _width = Math.Max(1, Math.Sqrt(spec.Parts.Max(part => MostTerms(new Topology(part.Model))) / ReferenceTerms));
    private readonly double _normalised = spec.Parts.Max(part => Math.Max(1, NormalisedLayer * NormalisedLayers(new Topology(part.Model))));

    /// <summary>For outputs and states: absolute, and relative to the largest value where that is above 1.</summary>
    public double ForValues(ReadOnlySpan<double> expected) => Output * _width * _normalised * Math.Max(1, Largest(expected));

    /// <summary>
    /// For gradients: relative to the largest of all gradients of the run. A tensor whose gradients are small ones has
    /// them as differences of large ones, so its own size is no measure. Where layers are normalised, that bound is so wide
    /// that the whole of a small gradient fits in: there the wider bound ends at a share of the tensor's own largest value.
    /// </summary>
    public double ForGradients(double largestOfRun, ReadOnlySpan<double> expected)
    {
        double bound = Gradient * _width * largestOfRun;
        return Math.Min(_normalised * bound, Math.Max(bound, OwnShare * Largest(expected)));
    }

    /// <summary>max |value|</summary>
    public static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static int NormalisedLayers(Topology topology) => topology.Nodes.Count(node => node is RecurrentNode { Spec.LayerNorm: true });

    // The terms of the longest sum: inputs, recurrent inputs and bias.
    private static int MostTerms(Topology topology) => topology.Nodes.Max(node =>
        node is RecurrentNode recurrent ? node.InputWidth + recurrent.Spec.CellOutput + 1 : node.InputWidth + 1);
}
