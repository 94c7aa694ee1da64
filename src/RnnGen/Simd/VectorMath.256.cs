using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static RnnGen.Simd.Coefficients;

namespace RnnGen.Simd;

/// <summary>Activation functions on 256 bits. The three widths' files differ in the width only; a test holds them to it.</summary>
public static partial class VectorMath
{
    /// <summary>tanh x; at most 3.5e-7 absolute and, above 1e-30, 6 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        // The bound stands first: where x is no number, the native minimum and maximum give their second operand.
        // y is bounded for itself, because it is waited for.
        Vector256<float> y = Vector256.MinNative(Vector256.Create(TanhBound * TanhBound), x * x), y2 = y * y;
        x = Vector256.MinNative(Vector256.Create(TanhBound), Vector256.MaxNative(Vector256.Create(-TanhBound), x));
        Vector256<float> q01 = Add(Vector256.Create(Q1), y, Q0), q23 = Add(Vector256.Create(Q3), y, Q2);
        Vector256<float> p01 = Add(Vector256.Create(P1), y, P0), p23 = Add(Vector256.Create(P3), y, P2);
        Vector256<float> q = Add(Add(Vector256.Create(Q4), y2, q23), y2, q01);
        return Add(Add(Vector256.Create(P4), y2, p23), x * y2, p01 * x) / q;
    }

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ); at most 2e-7 absolute and, for |x| ≤ 20, 1e-6 relative (2e-6 without fused multiply-add).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        x = Vector256.MinNative(Vector256.Create(SigmoidBound), Vector256.MaxNative(Vector256.Create(-SigmoidBound), x));
        Vector256<float> rounded = Add(x, Vector256.Create(-Log2E), Rounder), n = rounded - Vector256.Create(Rounder);
        Vector256<float> f = Vector256.MultiplyAddEstimate(x, Vector256.Create(-Log2E), -n), f2 = f * f;
        Vector256<float> p01 = Add(Vector256.Create(T1), f, T0), p23 = Add(Vector256.Create(T3), f, T2), p45 = Add(Vector256.Create(T5), f, T4);
        Vector256<float> power = ((rounded.AsInt32() << 23) + Vector256<float>.One.AsInt32()).AsSingle();
        return Vector256<float>.One / Add(Add(p45, f2, p23), f2 * power, Add(p01, power, 1f));
    }

    /// <summary>tanh x; at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastTanh(Vector256<float> x)
    {
        Vector256<float> y = Vector256.MinNative(Vector256.Create(FastTanhBound * FastTanhBound), x * x), y2 = y * y;
        x = Vector256.MinNative(Vector256.Create(FastTanhBound), Vector256.MaxNative(Vector256.Create(-FastTanhBound), x));
        Vector256<float> q = Add(Add(Vector256.Create(FQ3), y, FQ2), y2, Add(Vector256.Create(FQ1), y, FQ0));
        return Add(Add(Vector256.Create(FP3), y, FP2), x * y2, Add(Vector256.Create(FP1), y, FP0) * x) / q;
    }

    /// <summary>σ(x) = ½ + ½·tanh(x/2); at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastSigmoid(Vector256<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        Vector256<float> y = Vector256.MinNative(Vector256.Create(FastSigmoidBound * FastSigmoidBound), x * x), y2 = y * y;
        x = Vector256.MinNative(Vector256.Create(FastSigmoidBound), Vector256.MaxNative(Vector256.Create(-FastSigmoidBound), x));
        Vector256<float> q = Add(Add(Vector256.Create(SQ3), y, SQ2), y2, Add(Vector256.Create(SQ1), y, FQ0));
        return Add(Add(Vector256.Create(SP3), y, SP2), x * y2, Add(Vector256.Create(SP1), y, SP0) * x) / q + Vector256.Create(0.5f);
    }

    /// <summary>eˣ for x ≤ 0; at most 2e-7 relative, 0 below −87.3365.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpNegative(Vector256<float> x)
    {
        Vector256<float> bounded = Vector256.MaxNative(Vector256.Create(ExpLeast), x);
        Vector256<float> n = Vector256.Floor(Add(bounded, Vector256.Create(Log2E), 0.5f));
        Vector256<float> r = Add(n, Vector256.Create(-Ln2Low), Add(n, Vector256.Create(-Ln2High), bounded));
        Vector256<float> r2 = r * r, r4 = r2 * r2;
        Vector256<float> low = Add(Add(r, Vector256.Create(E3), E2), r2, Add(r, Vector256<float>.One, 1f));
        Vector256<float> high = Add(Add(r, Vector256.Create(E7), E6), r2, Add(r, Vector256.Create(E5), E4));
        Vector256<float> power = ((Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23).AsSingle();
        Vector256<float> result = Add(high, r4, low) * power;
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(ExpLeast)), Vector256<float>.Zero, result);
    }

    /// <summary>ln(1 + eˣ); at most 3e-7 absolute or relative, whichever is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        Vector256<float> e = ExpNegative(-Vector256.Abs(x));
        Vector256<float> s = e / (e + Vector256.Create(2f)), y = s * s, y2 = y * y, y4 = y2 * y2;
        Vector256<float> low = Add(Add(y, Vector256.Create(A7), A5), y2, Add(y, Vector256.Create(A3), A1));
        Vector256<float> high = Add(Add(y, Vector256.Create(A15), A13), y2, Add(y, Vector256.Create(A11), A9));
        return Add(Add(high, y4, low), s, Vector256.MaxNative(Vector256<float>.Zero, x));
    }

    /// <summary>max(0, x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> x) => Vector256.MaxNative(Vector256<float>.Zero, x);

    /// <summary>α·x + β</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Affine(Vector256<float> x, float alpha, float beta) => Add(x, Vector256.Create(alpha), beta);

    /// <summary>x where x ≥ 0, else α·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LeakyRelu(Vector256<float> x, float alpha) => Where(IsNegative(x), x * alpha, x);

    /// <summary>x where x &gt; α, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ThresholdedRelu(Vector256<float> x, float alpha) =>
        Where(Vector256.LessThanOrEqual(x, Vector256.Create(alpha)), Vector256<float>.Zero, x);

    /// <summary>α·tanh(β·x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ScaledTanh(Vector256<float> x, float alpha, float beta) => Tanh(x * beta) * alpha;

    /// <summary>min(1, max(0, α·x + β))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> HardSigmoid(Vector256<float> x, float alpha, float beta) =>
        Vector256.MinNative(Vector256<float>.One, Vector256.MaxNative(Vector256<float>.Zero, Affine(x, alpha, beta)));

    /// <summary>x where x ≥ 0, else α·(eˣ − 1); at most 2e-7·α absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Elu(Vector256<float> x, float alpha) =>
        Where(IsNegative(x), (ExpNegative(Vector256.MinNative(Vector256<float>.Zero, x)) - Vector256<float>.One) * alpha, x);

    /// <summary>x / (1 + |x|)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softsign(Vector256<float> x)
    {
        // Bounded, so that ±∞ gives ±1 and not ∞/∞.
        x = Vector256.MinNative(Vector256.Create(1e30f), Vector256.MaxNative(Vector256.Create(-1e30f), x));
        return x / (Vector256<float>.One + Vector256.Abs(x));
    }

    /// <summary>min(bound, max(−bound, x))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clip(Vector256<float> x, float bound) =>
        Vector256.MinNative(Vector256.Create(bound), Vector256.MaxNative(Vector256.Create(-bound), x));

    /// <summary>x, or 0 where |x| &lt; 2⁻⁶³: a state that decays in silence ends there, before it or what is computed of it is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Flush(Vector256<float> x) =>
        Where(Vector256.Equals(x.AsInt32() & Vector256.Create(FlushedBits), Vector256<int>.Zero).AsSingle(), Vector256<float>.Zero, x);

    /// <summary>A gradient that has come through a clip: dy where |x| ≤ bound, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ClipGradient(Vector256<float> dy, Vector256<float> x, float bound) =>
        Where(Vector256.LessThanOrEqual(Vector256.Abs(x), Vector256.Create(bound)), dy, Vector256<float>.Zero);

    /// <summary>tanh′ from y = tanh x: 1 − y².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TanhSlope(Vector256<float> y) => Vector256<float>.One - y * y;

    /// <summary>σ′ from y = σ(x): y·(1 − y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SigmoidSlope(Vector256<float> y) => y * (Vector256<float>.One - y);

    /// <summary>1 where y &gt; 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReluSlope(Vector256<float> y) => LeakyReluSlope(y, 0f);

    /// <summary>1 where y &gt; 0, else α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LeakyReluSlope(Vector256<float> y, float alpha) =>
        Where(Vector256.GreaterThan(y, Vector256<float>.Zero), Vector256<float>.One, Vector256.Create(alpha));

    /// <summary>1 where y ≠ 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ThresholdedReluSlope(Vector256<float> y) =>
        Where(Vector256.Equals(y, Vector256<float>.Zero), Vector256<float>.Zero, Vector256<float>.One);

    /// <summary>β·(α − y²/α) from y = α·tanh(β·x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ScaledTanhSlope(Vector256<float> y, float alpha, float beta) =>
        Add(y * y, Vector256.Create(-beta / alpha), alpha * beta);

    /// <summary>α where 0 &lt; y &lt; 1, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> HardSigmoidSlope(Vector256<float> y, float alpha) =>
        Where(Vector256.GreaterThan(y, Vector256<float>.Zero) & Vector256.LessThan(y, Vector256<float>.One),
            Vector256.Create(alpha), Vector256<float>.Zero);

    /// <summary>1 where y ≥ 0, else y + α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> EluSlope(Vector256<float> y, float alpha) =>
        Where(IsNegative(y), y + Vector256.Create(alpha), Vector256<float>.One);

    /// <summary>(1 − |y|)² from y = x / (1 + |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SoftsignSlope(Vector256<float> y)
    {
        Vector256<float> rest = Vector256<float>.One - Vector256.Abs(y);
        return rest * rest;
    }

    /// <summary>1 − e⁻ʸ from y = ln(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SoftplusSlope(Vector256<float> y) => Vector256<float>.One - ExpNegative(-y);

    /// <summary>m∘x: the mask of <see cref="DropoutMask"/> for units <paramref name="unit"/>, unit + 1, …, which keeps and scales or gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Drop(Vector256<float> x, nuint unit, ulong key, uint threshold, float scale)
    {
        unchecked
        {
            Vector256<uint> z = (Vector256<uint>.Indices + Vector256.Create((uint)unit)) * Vector256.Create(0x9E3779B9u) + Vector256.Create((uint)key);
            z = (z ^ (z >>> 16)) * Vector256.Create(0x7FEB352Du) + Vector256.Create((uint)(key >> 32));
            z = (z ^ (z >>> 15)) * Vector256.Create(0x846CA68Bu);
            z ^= z >>> 16;
            return Where(Vector256.GreaterThanOrEqual(z, Vector256.Create(threshold)).AsSingle(), x * scale, Vector256<float>.Zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> a, Vector256<float> b, float c) => Add(a, b, Vector256.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> IsNegative(Vector256<float> x) => Vector256.LessThan(x, Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Where(Vector256<float> mask, Vector256<float> yes, Vector256<float> no) => Vector256.ConditionalSelect(mask, yes, no);
}
