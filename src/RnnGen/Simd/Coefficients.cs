namespace RnnGen.Simd;

/// <summary>The numbers behind the functions, shared by all widths.</summary>
/// <remarks>
/// tanh x = x·P(x²)/Q(x²), both of degree 4 in x², fitted on |x| ≤ 7.9 for the smallest relative error (6e-9, so what is left is
/// rounding); beyond, tanh rounds to 0.99999976 or more. Numerator and denominator are evaluated side by side, as trees: equally
/// deep, the division does not wait for either. The fast one has degree 3 on |x| ≤ 6.5 (5e-7, and 4.5e-6 beyond), and its σ is ½ + ½·tanh(x/2).
/// σ(x) = 1/(1 + 2ᵗ), t = −x·log₂e = n + f, n whole and |f| ≤ ½, 2^f by its best polynomial of degree 5 (7.5e-8 relative).
/// Where a register of lanes can be picked from (AVX-512), f is split once more, into thirty-seconds and |r| ≤ 1/64: <see cref="PowerTable"/>.
/// Unlike ½ + ½·tanh(x/2), which needs as long, it keeps its relative precision where σ is near 0: a gate that is almost shut
/// scales its gradients, and 1e-7 absolute would be 1e-4 of a gate of 1e-3.
/// eˣ (x ≤ 0): x = n·ln 2 + r, |r| ≤ ½·ln 2, eʳ by its Taylor series to r⁷ (remainder 5e-9).
/// ln(1 + e) (0 ≤ e ≤ 1) = 2·artanh(s), s = e/(2 + e) ≤ ⅓, by its series to s¹⁵ (remainder 1e-9).
/// </remarks>
internal static class Coefficients
{
    public const float TanhBound = 7.9f;
    public const float P0 = 9.999999945e-01f, P1 = 1.345069283e-01f, P2 = 3.579076647e-03f, P3 = 2.202458743e-05f, P4 = 1.542972502e-08f;
    public const float Q0 = 1f, Q1 = 4.678402090e-01f, Q2 = 2.619256298e-02f, Q3 = 3.423786824e-04f, Q4 = 8.599521060e-07f;

    public const float FastTanhBound = 6.5f;
    public const float FP0 = 9.999975659e-01f, FP1 = 1.236601389e-01f, FP2 = 2.334763134e-03f, FP3 = 4.212037593e-06f;
    public const float FQ0 = 1f, FQ1 = 4.569846466e-01f, FQ2 = 2.133904870e-02f, FQ3 = 1.487182758e-04f;

    /// <summary>½·tanh(x/2): what halves x and the value is in the coefficients.</summary>
    public const float FastSigmoidBound = 2 * FastTanhBound, SP0 = FP0 / 4, SP1 = FP1 / 16, SP2 = FP2 / 64, SP3 = FP3 / 256;
    public const float SQ1 = FQ1 / 4, SQ2 = FQ2 / 16, SQ3 = FQ3 / 64;

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

    // Flush: the exponent's upper bits, none of which is set where |x| < 2⁻⁶³, the least float whose square is normal.
    public const int FlushedBits = 0x60000000;
}
