using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static RnnGen.Simd.Coefficients;

namespace RnnGen.Simd;

/// <summary>Activation functions on 128 bits. The three widths' files differ in the width only; a test holds them to it.</summary>
public static partial class VectorMath
{
    /// <summary>tanh x; at most 3.5e-7 absolute and, above 1e-30, 6 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        // The bound stands first: where x is no number, the native minimum and maximum give their second operand.
        // y is bounded for itself, because it is waited for.
        Vector128<float> y = Vector128.MinNative(Vector128.Create(TanhBound * TanhBound), x * x), y2 = y * y;
        x = Vector128.MinNative(Vector128.Create(TanhBound), Vector128.MaxNative(Vector128.Create(-TanhBound), x));
        Vector128<float> q01 = Add(Vector128.Create(Q1), y, Q0), q23 = Add(Vector128.Create(Q3), y, Q2);
        Vector128<float> p01 = Add(Vector128.Create(P1), y, P0), p23 = Add(Vector128.Create(P3), y, P2);
        Vector128<float> q = Add(Add(Vector128.Create(Q4), y2, q23), y2, q01);
        return Add(Add(Vector128.Create(P4), y2, p23), x * y2, p01 * x) / q;
    }

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ); at most 2e-7 absolute and, for |x| ≤ 20, 1e-6 relative (2e-6 without fused multiply-add).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        x = Vector128.MinNative(Vector128.Create(SigmoidBound), Vector128.MaxNative(Vector128.Create(-SigmoidBound), x));
        Vector128<float> rounded = Add(x, Vector128.Create(-Log2E), Rounder), n = rounded - Vector128.Create(Rounder);
        Vector128<float> f = Vector128.MultiplyAddEstimate(x, Vector128.Create(-Log2E), -n), f2 = f * f;
        Vector128<float> p01 = Add(Vector128.Create(T1), f, T0), p23 = Add(Vector128.Create(T3), f, T2), p45 = Add(Vector128.Create(T5), f, T4);
        Vector128<float> power = ((rounded.AsInt32() << 23) + Vector128<float>.One.AsInt32()).AsSingle();
        return Vector128<float>.One / Add(Add(p45, f2, p23), f2 * power, Add(p01, power, 1f));
    }

    /// <summary>tanh x; at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FastTanh(Vector128<float> x)
    {
        Vector128<float> y = Vector128.MinNative(Vector128.Create(FastTanhBound * FastTanhBound), x * x), y2 = y * y;
        x = Vector128.MinNative(Vector128.Create(FastTanhBound), Vector128.MaxNative(Vector128.Create(-FastTanhBound), x));
        Vector128<float> q = Add(Add(Vector128.Create(FQ3), y, FQ2), y2, Add(Vector128.Create(FQ1), y, FQ0));
        return Add(Add(Vector128.Create(FP3), y, FP2), x * y2, Add(Vector128.Create(FP1), y, FP0) * x) / q;
    }

    /// <summary>σ(x) = ½ + ½·tanh(x/2); at most 1e-5 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FastSigmoid(Vector128<float> x)
    {
        if (PowerTable.IsSupported) return PowerTable.Sigmoid(x);
        Vector128<float> y = Vector128.MinNative(Vector128.Create(FastSigmoidBound * FastSigmoidBound), x * x), y2 = y * y;
        x = Vector128.MinNative(Vector128.Create(FastSigmoidBound), Vector128.MaxNative(Vector128.Create(-FastSigmoidBound), x));
        Vector128<float> q = Add(Add(Vector128.Create(SQ3), y, SQ2), y2, Add(Vector128.Create(SQ1), y, FQ0));
        return Add(Add(Vector128.Create(SP3), y, SP2), x * y2, Add(Vector128.Create(SP1), y, SP0) * x) / q + Vector128.Create(0.5f);
    }

    /// <summary>eˣ for x ≤ 0; at most 2e-7 relative, 0 below −87.3365.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpNegative(Vector128<float> x)
    {
        Vector128<float> bounded = Vector128.MaxNative(Vector128.Create(ExpLeast), x);
        Vector128<float> n = Vector128.Floor(Add(bounded, Vector128.Create(Log2E), 0.5f));
        Vector128<float> r = Add(n, Vector128.Create(-Ln2Low), Add(n, Vector128.Create(-Ln2High), bounded));
        Vector128<float> r2 = r * r, r4 = r2 * r2;
        Vector128<float> low = Add(Add(r, Vector128.Create(E3), E2), r2, Add(r, Vector128<float>.One, 1f));
        Vector128<float> high = Add(Add(r, Vector128.Create(E7), E6), r2, Add(r, Vector128.Create(E5), E4));
        Vector128<float> power = ((Vector128.ConvertToInt32(n) + Vector128.Create(127)) << 23).AsSingle();
        Vector128<float> result = Add(high, r4, low) * power;
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(ExpLeast)), Vector128<float>.Zero, result);
    }

    /// <summary>ln(1 + eˣ); at most 3e-7 absolute or relative, whichever is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Softplus(Vector128<float> x)
    {
        Vector128<float> e = ExpNegative(-Vector128.Abs(x));
        Vector128<float> s = e / (e + Vector128.Create(2f)), y = s * s, y2 = y * y, y4 = y2 * y2;
        Vector128<float> low = Add(Add(y, Vector128.Create(A7), A5), y2, Add(y, Vector128.Create(A3), A1));
        Vector128<float> high = Add(Add(y, Vector128.Create(A15), A13), y2, Add(y, Vector128.Create(A11), A9));
        return Add(Add(high, y4, low), s, Vector128.MaxNative(Vector128<float>.Zero, x));
    }

    /// <summary>max(0, x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Relu(Vector128<float> x) => Vector128.MaxNative(Vector128<float>.Zero, x);

    /// <summary>α·x + β</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Affine(Vector128<float> x, float alpha, float beta) => Add(x, Vector128.Create(alpha), beta);

    /// <summary>x where x ≥ 0, else α·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LeakyRelu(Vector128<float> x, float alpha) => Where(IsNegative(x), x * alpha, x);

    /// <summary>x where x &gt; α, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ThresholdedRelu(Vector128<float> x, float alpha) =>
        Where(Vector128.LessThanOrEqual(x, Vector128.Create(alpha)), Vector128<float>.Zero, x);

    /// <summary>α·tanh(β·x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ScaledTanh(Vector128<float> x, float alpha, float beta) => Tanh(x * beta) * alpha;

    /// <summary>min(1, max(0, α·x + β))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HardSigmoid(Vector128<float> x, float alpha, float beta) =>
        Vector128.MinNative(Vector128<float>.One, Vector128.MaxNative(Vector128<float>.Zero, Affine(x, alpha, beta)));

    /// <summary>x where x ≥ 0, else α·(eˣ − 1); at most 2e-7·α absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Elu(Vector128<float> x, float alpha) =>
        Where(IsNegative(x), (ExpNegative(Vector128.MinNative(Vector128<float>.Zero, x)) - Vector128<float>.One) * alpha, x);

    /// <summary>x / (1 + |x|)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Softsign(Vector128<float> x)
    {
        // Bounded, so that ±∞ gives ±1 and not ∞/∞.
        x = Vector128.MinNative(Vector128.Create(1e30f), Vector128.MaxNative(Vector128.Create(-1e30f), x));
        return x / (Vector128<float>.One + Vector128.Abs(x));
    }

    /// <summary>min(bound, max(−bound, x))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Clip(Vector128<float> x, float bound) =>
        Vector128.MinNative(Vector128.Create(bound), Vector128.MaxNative(Vector128.Create(-bound), x));

    /// <summary>x, or 0 where |x| &lt; 2⁻⁶³: a state that decays in silence ends there, before it or what is computed of it is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Flush(Vector128<float> x) =>
        Where(Vector128.Equals(x.AsInt32() & Vector128.Create(FlushedBits), Vector128<int>.Zero).AsSingle(), Vector128<float>.Zero, x);

    /// <summary>A gradient that has come through a clip: dy where |x| ≤ bound, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ClipGradient(Vector128<float> dy, Vector128<float> x, float bound) =>
        Where(Vector128.LessThanOrEqual(Vector128.Abs(x), Vector128.Create(bound)), dy, Vector128<float>.Zero);

    /// <summary>tanh′ from y = tanh x: 1 − y².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> TanhSlope(Vector128<float> y) => Vector128<float>.One - y * y;

    /// <summary>σ′ from y = σ(x): y·(1 − y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SigmoidSlope(Vector128<float> y) => y * (Vector128<float>.One - y);

    /// <summary>1 where y &gt; 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ReluSlope(Vector128<float> y) => LeakyReluSlope(y, 0f);

    /// <summary>1 where y &gt; 0, else α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LeakyReluSlope(Vector128<float> y, float alpha) =>
        Where(Vector128.GreaterThan(y, Vector128<float>.Zero), Vector128<float>.One, Vector128.Create(alpha));

    /// <summary>1 where y ≠ 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ThresholdedReluSlope(Vector128<float> y) =>
        Where(Vector128.Equals(y, Vector128<float>.Zero), Vector128<float>.Zero, Vector128<float>.One);

    /// <summary>β·(α − y²/α) from y = α·tanh(β·x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ScaledTanhSlope(Vector128<float> y, float alpha, float beta) =>
        Add(y * y, Vector128.Create(-beta / alpha), alpha * beta);

    /// <summary>α where 0 &lt; y &lt; 1, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HardSigmoidSlope(Vector128<float> y, float alpha) =>
        Where(Vector128.GreaterThan(y, Vector128<float>.Zero) & Vector128.LessThan(y, Vector128<float>.One),
            Vector128.Create(alpha), Vector128<float>.Zero);

    /// <summary>1 where y ≥ 0, else y + α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> EluSlope(Vector128<float> y, float alpha) =>
        Where(IsNegative(y), y + Vector128.Create(alpha), Vector128<float>.One);

    /// <summary>(1 − |y|)² from y = x / (1 + |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SoftsignSlope(Vector128<float> y)
    {
        Vector128<float> rest = Vector128<float>.One - Vector128.Abs(y);
        return rest * rest;
    }

    /// <summary>1 − e⁻ʸ from y = ln(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SoftplusSlope(Vector128<float> y) => Vector128<float>.One - ExpNegative(-y);

    /// <summary>m∘x: the mask of <see cref="DropoutMask"/> for units <paramref name="unit"/>, unit + 1, …, which keeps and scales or gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Drop(Vector128<float> x, nuint unit, ulong key, uint threshold, float scale)
    {
        unchecked
        {
            Vector128<uint> z = (Vector128<uint>.Indices + Vector128.Create((uint)unit)) * Vector128.Create(0x9E3779B9u) + Vector128.Create((uint)key);
            z = (z ^ (z >>> 16)) * Vector128.Create(0x7FEB352Du) + Vector128.Create((uint)(key >> 32));
            z = (z ^ (z >>> 15)) * Vector128.Create(0x846CA68Bu);
            z ^= z >>> 16;
            return Where(Vector128.GreaterThanOrEqual(z, Vector128.Create(threshold)).AsSingle(), x * scale, Vector128<float>.Zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Add(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Add(Vector128<float> a, Vector128<float> b, float c) => Add(a, b, Vector128.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> IsNegative(Vector128<float> x) => Vector128.LessThan(x, Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Where(Vector128<float> mask, Vector128<float> yes, Vector128<float> no) => Vector128.ConditionalSelect(mask, yes, no);
}
