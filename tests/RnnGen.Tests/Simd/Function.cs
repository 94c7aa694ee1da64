using System.Runtime.Intrinsics;
using RnnGen.Simd;

namespace RnnGen.Tests.Simd;

/// <summary>A function at every width, with what it should be. Also compiled into RnnGen.Accuracy.</summary>
/// <param name="Exact">In double.</param>
/// <param name="Scalar">For machines without vectors.</param>
internal sealed record Function(Func<double, double> Exact, Func<float, float> Scalar,
    Func<Vector128<float>, Vector128<float>> By128, Func<Vector256<float>, Vector256<float>> By256, Func<Vector512<float>, Vector512<float>> By512)
{
    public const float A = 0.7f, B = 0.4f;

    private static readonly Dictionary<string, Function> s_all = new()
    {
        ["Tanh"] = new(Math.Tanh, ScalarMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh),
        ["FastTanh"] = new(Math.Tanh, ScalarMath.FastTanh, VectorMath.FastTanh, VectorMath.FastTanh, VectorMath.FastTanh),
        ["FastSigmoid"] = new(x => 1 / (1 + Math.Exp(-x)), ScalarMath.FastSigmoid, VectorMath.FastSigmoid, VectorMath.FastSigmoid, VectorMath.FastSigmoid),
        ["Sigmoid"] = new(x => 1 / (1 + Math.Exp(-x)), ScalarMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid),
        ["ExpNegative"] = new(Math.Exp, ScalarMath.ExpNegative, VectorMath.ExpNegative, VectorMath.ExpNegative, VectorMath.ExpNegative),
        ["Softplus"] = new(x => x > 40 ? x : Math.Log(1 + Math.Exp(x)), ScalarMath.Softplus, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus),
        ["Softsign"] = new(x => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x)), ScalarMath.Softsign, VectorMath.Softsign, VectorMath.Softsign, VectorMath.Softsign),
        ["Relu"] = new(x => Math.Max(0, x), ScalarMath.Relu, VectorMath.Relu, VectorMath.Relu, VectorMath.Relu),
        ["Affine"] = new(x => A * x + (double)B, x => ScalarMath.Affine(x, A, B), x => VectorMath.Affine(x, A, B), x => VectorMath.Affine(x, A, B), x => VectorMath.Affine(x, A, B)),
        ["LeakyRelu"] = new(x => x >= 0 ? x : A * x, x => ScalarMath.LeakyRelu(x, A), x => VectorMath.LeakyRelu(x, A), x => VectorMath.LeakyRelu(x, A), x => VectorMath.LeakyRelu(x, A)),
        ["ThresholdedRelu"] = new(x => double.IsNaN(x) || x > A ? x : 0, x => ScalarMath.ThresholdedRelu(x, A), x => VectorMath.ThresholdedRelu(x, A), x => VectorMath.ThresholdedRelu(x, A), x => VectorMath.ThresholdedRelu(x, A)),
        ["Flush"] = new(x => Math.Abs(x) < 1.0 / (1L << 62) / 2 ? 0 : x, ScalarMath.Flush, VectorMath.Flush, VectorMath.Flush, VectorMath.Flush),
        ["ScaledTanh"] = new(x => A * Math.Tanh(B * x), x => ScalarMath.ScaledTanh(x, A, B), x => VectorMath.ScaledTanh(x, A, B), x => VectorMath.ScaledTanh(x, A, B), x => VectorMath.ScaledTanh(x, A, B)),
        ["HardSigmoid"] = new(x => Math.Clamp(A * x + (double)B, 0, 1), x => ScalarMath.HardSigmoid(x, A, B), x => VectorMath.HardSigmoid(x, A, B), x => VectorMath.HardSigmoid(x, A, B), x => VectorMath.HardSigmoid(x, A, B)),
        ["Elu"] = new(x => x >= 0 || double.IsNaN(x) ? x : A * (Math.Exp(x) - 1), x => ScalarMath.Elu(x, A), x => VectorMath.Elu(x, A), x => VectorMath.Elu(x, A), x => VectorMath.Elu(x, A)),
    };

    // φ′(x) in double, and the function that takes φ(x).
    private static readonly Dictionary<string, Function> s_slopes = new()
    {
        ["Tanh"] = new(x => 1 - Math.Tanh(x) * Math.Tanh(x), ScalarMath.TanhSlope, VectorMath.TanhSlope, VectorMath.TanhSlope, VectorMath.TanhSlope),
        ["Sigmoid"] = new(x => 1 / (1 + Math.Exp(-x)) / (1 + Math.Exp(x)), ScalarMath.SigmoidSlope, VectorMath.SigmoidSlope, VectorMath.SigmoidSlope, VectorMath.SigmoidSlope),
        ["Softplus"] = new(x => 1 / (1 + Math.Exp(-x)), ScalarMath.SoftplusSlope, VectorMath.SoftplusSlope, VectorMath.SoftplusSlope, VectorMath.SoftplusSlope),
        ["Softsign"] = new(x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))), ScalarMath.SoftsignSlope, VectorMath.SoftsignSlope, VectorMath.SoftsignSlope, VectorMath.SoftsignSlope),
        ["Relu"] = new(x => x > 0 ? 1 : 0, ScalarMath.ReluSlope, VectorMath.ReluSlope, VectorMath.ReluSlope, VectorMath.ReluSlope),
        ["LeakyRelu"] = new(x => x > 0 ? 1 : A, y => ScalarMath.LeakyReluSlope(y, A), y => VectorMath.LeakyReluSlope(y, A), y => VectorMath.LeakyReluSlope(y, A), y => VectorMath.LeakyReluSlope(y, A)),
        ["ThresholdedRelu"] = new(x => x > A ? 1 : 0, ScalarMath.ThresholdedReluSlope, VectorMath.ThresholdedReluSlope, VectorMath.ThresholdedReluSlope, VectorMath.ThresholdedReluSlope),
        ["ScaledTanh"] = new(x => A * (double)B * (1 - Math.Tanh(B * x) * Math.Tanh(B * x)), y => ScalarMath.ScaledTanhSlope(y, A, B), y => VectorMath.ScaledTanhSlope(y, A, B), y => VectorMath.ScaledTanhSlope(y, A, B), y => VectorMath.ScaledTanhSlope(y, A, B)),
        ["HardSigmoid"] = new(x => A * x + (double)B is > 0 and < 1 ? A : 0, y => ScalarMath.HardSigmoidSlope(y, A), y => VectorMath.HardSigmoidSlope(y, A), y => VectorMath.HardSigmoidSlope(y, A), y => VectorMath.HardSigmoidSlope(y, A)),
        ["Elu"] = new(x => x >= 0 ? 1 : A * Math.Exp(x), y => ScalarMath.EluSlope(y, A), y => VectorMath.EluSlope(y, A), y => VectorMath.EluSlope(y, A), y => VectorMath.EluSlope(y, A)),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static IEnumerable<string> NamesOfSlopes => s_slopes.Keys;

    public static Function Named(string name) => s_all[name];

    public static Function SlopeOf(string name) => s_slopes[name];

    /// <summary>The function's values at one width; 1 stands for scalar code.</summary>
    public float[] Apply(int width, float[] x)
    {
        var y = new float[x.Length];
        Apply(width, x, y);
        return y;
    }

    /// <summary>The same into <paramref name="y"/>.</summary>
    public void Apply(int width, ReadOnlySpan<float> x, Span<float> y)
    {
        if (x.Length % Vector512<float>.Count != 0 || y.Length != x.Length) throw new ArgumentException("Whole vectors are needed.");
        for (int i = 0; i < x.Length;)
        {
            switch (width)
            {
                case 1: y[i] = Scalar(x[i]); i++; break;
                case 128: By128(Vector128.Create(x[i..])).CopyTo(y[i..]); i += 4; break;
                case 256: By256(Vector256.Create(x[i..])).CopyTo(y[i..]); i += 8; break;
                default: By512(Vector512.Create(x[i..])).CopyTo(y[i..]); i += 16; break;
            }
        }
    }
}
