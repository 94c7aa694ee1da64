namespace RnnGen.Simd;

/// <summary>The numbers behind the functions, shared by all widths.</summary>
/// <remarks>
/// tanh x = x·P(x²)/Q(x²) with P of degree 6 and Q of degree 3 in x²: the odd rational 13/6 that Eigen's and XNNPACK's
/// single-precision tanh use, fitted on |x| ≤ 7.905, where tanh rounds to 0.99999976 or more. With Estrin's evaluation:
/// at most 3.1e-7 absolute and 6 ulp (|tanh x| above 1e-30).
/// σ(x) = 1/(1 + 2ᵗ), t = −x·log₂e = n + f, n whole and |f| ≤ ½, 2^f by its best polynomial of degree 5 (7.5e-8 relative).
/// Unlike ½ + ½·tanh(x/2), which needs as long, it keeps its relative precision where σ is near 0: a gate that is almost shut
/// scales its gradients, and 1e-7 absolute would be 1e-4 of a gate of 1e-3.
/// eˣ (x ≤ 0): x = n·ln 2 + r, |r| ≤ ½·ln 2, eʳ by its Taylor series to r⁷ (remainder 5e-9).
/// ln(1 + e) (0 ≤ e ≤ 1) = 2·artanh(s), s = e/(2 + e) ≤ ⅓, by its series to s¹⁵ (remainder 1e-9).
/// </remarks>
internal static class Coefficients
{
    public const float TanhBound = 7.90531110763549805f;
    public const float P0 = 4.89352455891786e-03f, P1 = 6.37261928875436e-04f, P2 = 1.48572235717979e-05f;
    public const float P3 = 5.12229709037114e-08f, P4 = -8.60467152213735e-11f, P5 = 2.00018790482477e-13f;
    public const float P6 = -2.76076847742355e-16f;
    public const float Q0 = 4.89352518554385e-03f, Q1 = 2.26843463243900e-03f, Q2 = 1.18534705686654e-04f;
    public const float Q3 = 1.19825839466702e-06f;

    /// <summary>σ is computed for |x| up to this, where 2ᵗ and 1/2ᵗ are still normal numbers: beyond, it is 1 or below 1.7e-38.</summary>
    public const float SigmoidBound = 87f;

    /// <summary>1.5·2²³: a float of this size has no bits behind the point, so adding it rounds, and n stands in its low bits.</summary>
    public const float Rounder = 12582912f;
    public const float T0 = 1.00000007f, T1 = 0.693146967f, T2 = 0.240221197f, T3 = 0.0555071327f, T4 = 0.00967554133f, T5 = 0.00132764722f;

    /// <summary>Below this, eˣ is under the smallest normal float and is given as 0.</summary>
    public const float ExpLeast = -87.3365f;
    public const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    public const float E2 = 1f / 2, E3 = 1f / 6, E4 = 1f / 24, E5 = 1f / 120, E6 = 1f / 720, E7 = 1f / 5040;

    public const float A1 = 2f, A3 = 2f / 3, A5 = 2f / 5, A7 = 2f / 7, A9 = 2f / 9, A11 = 2f / 11, A13 = 2f / 13, A15 = 2f / 15;
}
