using static RnnGen.Simd.Coefficients;

namespace RnnGen.Simd;

/// <summary>The functions of <see cref="VectorMath"/>, one value at a time, for machines without vector instructions.</summary>
/// <remarks>Same coefficients; no fused multiply-add, which such a machine would have to call.</remarks>
public static class ScalarMath
{
    /// <summary>tanh x; at most 3.5e-7 absolute and, above 1e-30, 6 ulp.</summary>
    /// <remarks>In double: without fused multiply-add, single precision would round more often than the bound allows.</remarks>
    public static float Tanh(float x)
    {
        double z = x;
        if (z > TanhBound) z = TanhBound;
        else if (z < -TanhBound) z = -TanhBound;
        double y = z * z;
        double p = (((P4 * y + P3) * y + P2) * y + P1) * y + P0;
        double q = (((Q4 * y + Q3) * y + Q2) * y + Q1) * y + Q0;
        return (float)(z * p / q);
    }

    /// <summary>tanh x; at most 1e-5 absolute.</summary>
    public static float FastTanh(float x)
    {
        if (x > FastTanhBound) x = FastTanhBound;
        else if (x < -FastTanhBound) x = -FastTanhBound;
        float y = x * x, y2 = y * y;
        float p = (FP3 * y + FP2) * y2 + (FP1 * y + FP0);
        float q = (FQ3 * y + FQ2) * y2 + (FQ1 * y + FQ0);
        return x * p / q;
    }

    /// <summary>σ(x) = ½ + ½·tanh(x/2); at most 1e-5 absolute.</summary>
    public static float FastSigmoid(float x) => 0.5f + 0.5f * FastTanh(0.5f * x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ); at most 2e-7 absolute and, for |x| ≤ 20, 2e-6 relative.</summary>
    public static float Sigmoid(float x)
    {
        if (x > SigmoidBound) x = SigmoidBound;
        else if (x < -SigmoidBound) x = -SigmoidBound;
        float t = x * -Log2E, rounded = t + Rounder, f = t - (rounded - Rounder), f2 = f * f;
        float p = ((T5 * f + T4) * f2 + (T3 * f + T2)) * f2 + (T1 * f + T0);
        float power = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(rounded) << 23) + BitConverter.SingleToInt32Bits(1f));
        return 1f / (p * power + 1f);
    }

    /// <summary>eˣ for x ≤ 0; 0 below −87.3365.</summary>
    public static float ExpNegative(float x)
    {
        if (x < ExpLeast) return 0f;
        if (float.IsNaN(x)) return x;
        float n = MathF.Floor(x * Log2E + 0.5f);
        float r = n * -Ln2Low + (n * -Ln2High + x);
        float r2 = r * r, r4 = r2 * r2;
        float low = (r * E3 + E2) * r2 + (r + 1f), high = (r * E7 + E6) * r2 + (r * E5 + E4);
        return (high * r4 + low) * BitConverter.Int32BitsToSingle(((int)n + 127) << 23);
    }

    /// <summary>ln(1 + eˣ)</summary>
    public static float Softplus(float x)
    {
        float e = ExpNegative(-MathF.Abs(x));
        float s = e / (e + 2f), y = s * s, y2 = y * y, y4 = y2 * y2;
        float low = (y * A7 + A5) * y2 + (y * A3 + A1), high = (y * A15 + A13) * y2 + (y * A11 + A9);
        return (high * y4 + low) * s + Relu(x);
    }

    /// <summary>max(0, x)</summary>
    public static float Relu(float x) => x < 0f ? 0f : x;

    /// <summary>α·x + β</summary>
    public static float Affine(float x, float alpha, float beta) => alpha * x + beta;

    /// <summary>x where x ≥ 0, else α·x.</summary>
    public static float LeakyRelu(float x, float alpha) => x < 0f ? x * alpha : x;

    /// <summary>x where x &gt; α, else 0.</summary>
    public static float ThresholdedRelu(float x, float alpha) => x <= alpha ? 0f : x;

    /// <summary>α·tanh(β·x)</summary>
    public static float ScaledTanh(float x, float alpha, float beta) => Tanh(x * beta) * alpha;

    /// <summary>min(1, max(0, α·x + β))</summary>
    public static float HardSigmoid(float x, float alpha, float beta)
    {
        float y = Affine(x, alpha, beta);
        return y < 0f ? 0f : y > 1f ? 1f : y;
    }

    /// <summary>x where x ≥ 0, else α·(eˣ − 1).</summary>
    public static float Elu(float x, float alpha) => x < 0f ? (ExpNegative(x) - 1f) * alpha : x;

    /// <summary>x / (1 + |x|); ±1 at ±∞.</summary>
    public static float Softsign(float x)
    {
        if (x > 1e30f) x = 1e30f;
        else if (x < -1e30f) x = -1e30f;
        return x / (1f + MathF.Abs(x));
    }

    /// <summary>min(bound, max(−bound, x))</summary>
    public static float Clip(float x, float bound) => x > bound ? bound : x < -bound ? -bound : x;

    /// <summary>x, or 0 where |x| &lt; 2⁻⁶³: a state that decays in silence ends there, before it or what is computed of it is denormal.</summary>
    public static float Flush(float x) => (BitConverter.SingleToInt32Bits(x) & FlushedBits) == 0 ? 0f : x;

    /// <summary>A gradient that has come through a clip: dy where |x| ≤ bound, else 0.</summary>
    public static float ClipGradient(float dy, float x, float bound) => MathF.Abs(x) <= bound ? dy : 0f;

    /// <summary>m·x, the mask m being that of unit <paramref name="unit"/>: x times <paramref name="scale"/>, or 0.</summary>
    public static float Drop(float x, nuint unit, ulong key, uint threshold, float scale) =>
        DropoutMask.Bits(key, unchecked((int)unit)) >= threshold ? x * scale : 0f;

    /// <summary>tanh′ from y = tanh x: 1 − y².</summary>
    public static float TanhSlope(float y) => 1f - y * y;

    /// <summary>σ′ from y = σ(x): y·(1 − y).</summary>
    public static float SigmoidSlope(float y) => y * (1f - y);

    /// <summary>1 where y &gt; 0, else 0.</summary>
    public static float ReluSlope(float y) => LeakyReluSlope(y, 0f);

    /// <summary>1 where y &gt; 0, else α.</summary>
    public static float LeakyReluSlope(float y, float alpha) => y > 0f ? 1f : alpha;

    /// <summary>1 where y ≠ 0, else 0.</summary>
    public static float ThresholdedReluSlope(float y) => y == 0f ? 0f : 1f;

    /// <summary>β·(α − y²/α) from y = α·tanh(β·x).</summary>
    public static float ScaledTanhSlope(float y, float alpha, float beta) => y * y * (-beta / alpha) + alpha * beta;

    /// <summary>α where 0 &lt; y &lt; 1, else 0.</summary>
    public static float HardSigmoidSlope(float y, float alpha) => y > 0f && y < 1f ? alpha : 0f;

    /// <summary>1 where y ≥ 0, else y + α.</summary>
    public static float EluSlope(float y, float alpha) => y < 0f ? y + alpha : 1f;

    /// <summary>(1 − |y|)² from y = x / (1 + |x|).</summary>
    public static float SoftsignSlope(float y) => (1f - MathF.Abs(y)) * (1f - MathF.Abs(y));

    /// <summary>1 − e⁻ʸ from y = ln(1 + eˣ).</summary>
    public static float SoftplusSlope(float y) => 1f - ExpNegative(-y);
}
