using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static RnnGen.Simd.Coefficients;

namespace RnnGen.Simd;

/// <summary>Activation functions on 512 bits. The three widths' files differ in the width only; a test holds them to it.</summary>
public static partial class VectorMath
{
    /// <summary>tanh x; at most 3.5e-7 absolute and, above 1e-30, 6 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        // The bound stands first: where x is no number, the native minimum and maximum give their second operand.
        // y is bounded for itself, because it is waited for.
        Vector512<float> y = Vector512.MinNative(Vector512.Create(TanhBound * TanhBound), x * x), y2 = y * y;
        x = Vector512.MinNative(Vector512.Create(TanhBound), Vector512.MaxNative(Vector512.Create(-TanhBound), x));
        Vector512<float> q01 = Add(Vector512.Create(Q1), y, Q0), q23 = Add(Vector512.Create(Q3), y, Q2);
        Vector512<float> p01 = Add(Vector512.Create(P1), y, P0), p23 = Add(Vector512.Create(P3), y, P2);
        Vector512<float> q = Add(Add(Vector512.Create(Q4), y2, q23), y2, q01);
        return Add(Add(Vector512.Create(P4), y2, p23), x * y2, p01 * x) / q;
    }

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ); at most 2e-7 absolute and, for |x| ≤ 20, 1e-6 relative (2e-6 without fused multiply-add).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        x = Vector512.MinNative(Vector512.Create(SigmoidBound), Vector512.MaxNative(Vector512.Create(-SigmoidBound), x));
        Vector512<float> rounded = Add(x, Vector512.Create(-Log2E), Rounder), n = rounded - Vector512.Create(Rounder);
        Vector512<float> f = Vector512.MultiplyAddEstimate(x, Vector512.Create(-Log2E), -n), f2 = f * f;
        Vector512<float> p01 = Add(Vector512.Create(T1), f, T0), p23 = Add(Vector512.Create(T3), f, T2), p45 = Add(Vector512.Create(T5), f, T4);
        Vector512<float> power = ((rounded.AsInt32() << 23) + Vector512<float>.One.AsInt32()).AsSingle();
        return Vector512<float>.One / Add(Add(p45, f2, p23), f2 * power, Add(p01, power, 1f));
    }

    /// <summary>tanh x; at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FastTanh(Vector512<float> x)
    {
        Vector512<float> y = Vector512.MinNative(Vector512.Create(FastTanhBound * FastTanhBound), x * x), y2 = y * y;
        x = Vector512.MinNative(Vector512.Create(FastTanhBound), Vector512.MaxNative(Vector512.Create(-FastTanhBound), x));
        Vector512<float> q = Add(Add(Vector512.Create(FQ3), y, FQ2), y2, Add(Vector512.Create(FQ1), y, FQ0));
        return Add(Add(Vector512.Create(FP3), y, FP2), x * y2, Add(Vector512.Create(FP1), y, FP0) * x) / q;
    }

    /// <summary>σ(x) = ½ + ½·tanh(x/2); at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FastSigmoid(Vector512<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        Vector512<float> y = Vector512.MinNative(Vector512.Create(FastSigmoidBound * FastSigmoidBound), x * x), y2 = y * y;
        x = Vector512.MinNative(Vector512.Create(FastSigmoidBound), Vector512.MaxNative(Vector512.Create(-FastSigmoidBound), x));
        Vector512<float> q = Add(Add(Vector512.Create(SQ3), y, SQ2), y2, Add(Vector512.Create(SQ1), y, FQ0));
        return Add(Add(Vector512.Create(SP3), y, SP2), x * y2, Add(Vector512.Create(SP1), y, SP0) * x) / q + Vector512.Create(0.5f);
    }

    /// <summary>eˣ for x ≤ 0; at most 2e-7 relative, 0 below −87.3365.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpNegative(Vector512<float> x)
    {
        Vector512<float> bounded = Vector512.MaxNative(Vector512.Create(ExpLeast), x);
        Vector512<float> n = Vector512.Floor(Add(bounded, Vector512.Create(Log2E), 0.5f));
        Vector512<float> r = Add(n, Vector512.Create(-Ln2Low), Add(n, Vector512.Create(-Ln2High), bounded));
        Vector512<float> r2 = r * r, r4 = r2 * r2;
        Vector512<float> low = Add(Add(r, Vector512.Create(E3), E2), r2, Add(r, Vector512<float>.One, 1f));
        Vector512<float> high = Add(Add(r, Vector512.Create(E7), E6), r2, Add(r, Vector512.Create(E5), E4));
        Vector512<float> power = ((Vector512.ConvertToInt32(n) + Vector512.Create(127)) << 23).AsSingle();
        Vector512<float> result = Add(high, r4, low) * power;
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(ExpLeast)), Vector512<float>.Zero, result);
    }

    /// <summary>ln(1 + eˣ); at most 3e-7 absolute or relative, whichever is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        Vector512<float> e = ExpNegative(-Vector512.Abs(x));
        Vector512<float> s = e / (e + Vector512.Create(2f)), y = s * s, y2 = y * y, y4 = y2 * y2;
        Vector512<float> low = Add(Add(y, Vector512.Create(A7), A5), y2, Add(y, Vector512.Create(A3), A1));
        Vector512<float> high = Add(Add(y, Vector512.Create(A15), A13), y2, Add(y, Vector512.Create(A11), A9));
        return Add(Add(high, y4, low), s, Vector512.MaxNative(Vector512<float>.Zero, x));
    }

    /// <summary>max(0, x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Relu(Vector512<float> x) => Vector512.MaxNative(Vector512<float>.Zero, x);

    /// <summary>α·x + β</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Affine(Vector512<float> x, float alpha, float beta) => Add(x, Vector512.Create(alpha), beta);

    /// <summary>x where x ≥ 0, else α·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LeakyRelu(Vector512<float> x, float alpha) => Where(IsNegative(x), x * alpha, x);

    /// <summary>x where x &gt; α, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ThresholdedRelu(Vector512<float> x, float alpha) =>
        Where(Vector512.LessThanOrEqual(x, Vector512.Create(alpha)), Vector512<float>.Zero, x);

    /// <summary>α·tanh(β·x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ScaledTanh(Vector512<float> x, float alpha, float beta) => Tanh(x * beta) * alpha;

    /// <summary>min(1, max(0, α·x + β))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> HardSigmoid(Vector512<float> x, float alpha, float beta) =>
        Vector512.MinNative(Vector512<float>.One, Vector512.MaxNative(Vector512<float>.Zero, Affine(x, alpha, beta)));

    /// <summary>x where x ≥ 0, else α·(eˣ − 1); at most 2e-7·α absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Elu(Vector512<float> x, float alpha) =>
        Where(IsNegative(x), (ExpNegative(Vector512.MinNative(Vector512<float>.Zero, x)) - Vector512<float>.One) * alpha, x);

    /// <summary>x / (1 + |x|)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softsign(Vector512<float> x)
    {
        // Bounded, so that ±∞ gives ±1 and not ∞/∞.
        x = Vector512.MinNative(Vector512.Create(1e30f), Vector512.MaxNative(Vector512.Create(-1e30f), x));
        return x / (Vector512<float>.One + Vector512.Abs(x));
    }

    /// <summary>min(bound, max(−bound, x))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clip(Vector512<float> x, float bound) =>
        Vector512.MinNative(Vector512.Create(bound), Vector512.MaxNative(Vector512.Create(-bound), x));

    /// <summary>x, or 0 where |x| &lt; 2⁻⁶³: a state that decays in silence ends there, before it or what is computed of it is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Flush(Vector512<float> x) =>
        Where(Vector512.Equals(x.AsInt32() & Vector512.Create(FlushedBits), Vector512<int>.Zero).AsSingle(), Vector512<float>.Zero, x);

    /// <summary>A gradient that has come through a clip: dy where |x| ≤ bound, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ClipGradient(Vector512<float> dy, Vector512<float> x, float bound) =>
        Where(Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(bound)), dy, Vector512<float>.Zero);

    /// <summary>tanh′ from y = tanh x: 1 − y².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TanhSlope(Vector512<float> y) => Vector512<float>.One - y * y;

    /// <summary>σ′ from y = σ(x): y·(1 − y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SigmoidSlope(Vector512<float> y) => y * (Vector512<float>.One - y);

    /// <summary>1 where y &gt; 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ReluSlope(Vector512<float> y) => LeakyReluSlope(y, 0f);

    /// <summary>1 where y &gt; 0, else α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LeakyReluSlope(Vector512<float> y, float alpha) =>
        Where(Vector512.GreaterThan(y, Vector512<float>.Zero), Vector512<float>.One, Vector512.Create(alpha));

    /// <summary>1 where y ≠ 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ThresholdedReluSlope(Vector512<float> y) =>
        Where(Vector512.Equals(y, Vector512<float>.Zero), Vector512<float>.Zero, Vector512<float>.One);

    /// <summary>β·(α − y²/α) from y = α·tanh(β·x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ScaledTanhSlope(Vector512<float> y, float alpha, float beta) =>
        Add(y * y, Vector512.Create(-beta / alpha), alpha * beta);

    /// <summary>α where 0 &lt; y &lt; 1, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> HardSigmoidSlope(Vector512<float> y, float alpha) =>
        Where(Vector512.GreaterThan(y, Vector512<float>.Zero) & Vector512.LessThan(y, Vector512<float>.One),
            Vector512.Create(alpha), Vector512<float>.Zero);

    /// <summary>1 where y ≥ 0, else y + α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> EluSlope(Vector512<float> y, float alpha) =>
        Where(IsNegative(y), y + Vector512.Create(alpha), Vector512<float>.One);

    /// <summary>(1 − |y|)² from y = x / (1 + |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SoftsignSlope(Vector512<float> y)
    {
        Vector512<float> rest = Vector512<float>.One - Vector512.Abs(y);
        return rest * rest;
    }

    /// <summary>1 − e⁻ʸ from y = ln(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SoftplusSlope(Vector512<float> y) => Vector512<float>.One - ExpNegative(-y);

    /// <summary>m∘x: the mask of <see cref="DropoutMask"/> for units <paramref name="unit"/>, unit + 1, …, which keeps and scales or gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Drop(Vector512<float> x, nuint unit, ulong key, uint threshold, float scale)
    {
        unchecked
        {
            Vector512<uint> z = (Vector512<uint>.Indices + Vector512.Create((uint)unit)) * Vector512.Create(0x9E3779B9u) + Vector512.Create((uint)key);
            z = (z ^ (z >>> 16)) * Vector512.Create(0x7FEB352Du) + Vector512.Create((uint)(key >> 32));
            z = (z ^ (z >>> 15)) * Vector512.Create(0x846CA68Bu);
            z ^= z >>> 16;
            return Where(Vector512.GreaterThanOrEqual(z, Vector512.Create(threshold)).AsSingle(), x * scale, Vector512<float>.Zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> a, Vector512<float> b, float c) => Add(a, b, Vector512.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> IsNegative(Vector512<float> x) => Vector512.LessThan(x, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Where(Vector512<float> mask, Vector512<float> yes, Vector512<float> no) => Vector512.ConditionalSelect(mask, yes, no);
}
