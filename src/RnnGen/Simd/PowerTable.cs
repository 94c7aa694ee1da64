using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static RnnGen.Simd.Coefficients;

namespace RnnGen.Simd;

/// <summary>σ where AVX-512 is: 2ᵗ with thirty-seconds from a table in two registers, which leaves a polynomial of degree 2.</summary>
/// <remarks>
/// t = −x·log₂e = n + j/32 + r, |r| ≤ 1/64; 2ᵗ = 2ⁿ·2^(j/32)·(1 + r·(L1 + r·L2)) (5.3e-8 relative; with sixteenths it was
/// 4.3e-7, which a training run with Adam showed in the fourth digit of its weights). A third fewer operations than without,
/// 33 cycles from argument to value instead of 45 (Zen 4). All widths give the same bits.
/// </remarks>
internal static class PowerTable
{
    /// <summary>1.5·2¹⁸: adding it rounds to thirty-seconds, and the lowest 5 bits are j.</summary>
    private const float Parts = 393216f;
    private const float L1 = 0.693157315f, L2 = 0.240226492f;
    private const int BitsOfJ = 5, BitsOfFraction = 23;

    /// <summary>The bound with the sign of x, where |x| is larger.</summary>
    private const byte NearerToZero = 0b0010;

    /// <summary>Takes x in place of a constant where x is no number.</summary>
    private const int IfNotANumber = 0x11;

    /// <summary>Whether the machine has what the functions use.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.VL.IsSupported && Avx512DQ.VL.IsSupported;
    }

    /// <summary>σ(x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> bounded = Avx512DQ.Range(x, Vector512.Create(SigmoidBound), NearerToZero);
        Vector512<float> rounded = Vector512.FusedMultiplyAdd(bounded, Vector512.Create(-Log2E), Vector512.Create(Parts));
        Vector512<int> j = rounded.AsInt32();
        Vector512<float> power = (Root(j).AsInt32() + ((j >> BitsOfJ) << BitsOfFraction)).AsSingle();
        Vector512<float> r = Vector512.FusedMultiplyAdd(bounded, Vector512.Create(-Log2E), Vector512.Create(Parts) - rounded);
        // The bound has hidden what is no number.
        Vector512<float> l1 = Avx512F.Fixup(Vector512.Create(L1), x, Vector512.Create(IfNotANumber), 0);
        return Vector512<float>.One / Vector512.FusedMultiplyAdd(power * r, Vector512.FusedMultiplyAdd(Vector512.Create(L2), r, l1), power + Vector512<float>.One);
    }

    /// <summary>σ(x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        Vector256<float> bounded = Avx512DQ.VL.Range(x, Vector256.Create(SigmoidBound), NearerToZero);
        Vector256<float> rounded = Vector256.FusedMultiplyAdd(bounded, Vector256.Create(-Log2E), Vector256.Create(Parts));
        Vector256<int> j = rounded.AsInt32();
        Vector256<float> power = (Root(j).AsInt32() + ((j >> BitsOfJ) << BitsOfFraction)).AsSingle();
        Vector256<float> r = Vector256.FusedMultiplyAdd(bounded, Vector256.Create(-Log2E), Vector256.Create(Parts) - rounded);
        // The bound has hidden what is no number.
        Vector256<float> l1 = Avx512F.VL.Fixup(Vector256.Create(L1), x, Vector256.Create(IfNotANumber), 0);
        return Vector256<float>.One / Vector256.FusedMultiplyAdd(power * r, Vector256.FusedMultiplyAdd(Vector256.Create(L2), r, l1), power + Vector256<float>.One);
    }

    /// <summary>σ(x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x)
    {
        Vector128<float> bounded = Avx512DQ.VL.Range(x, Vector128.Create(SigmoidBound), NearerToZero);
        Vector128<float> rounded = Vector128.FusedMultiplyAdd(bounded, Vector128.Create(-Log2E), Vector128.Create(Parts));
        Vector128<int> j = rounded.AsInt32();
        Vector128<float> power = (Root(j).AsInt32() + ((j >> BitsOfJ) << BitsOfFraction)).AsSingle();
        Vector128<float> r = Vector128.FusedMultiplyAdd(bounded, Vector128.Create(-Log2E), Vector128.Create(Parts) - rounded);
        // The bound has hidden what is no number.
        Vector128<float> l1 = Avx512F.VL.Fixup(Vector128.Create(L1), x, Vector128.Create(IfNotANumber), 0);
        return Vector128<float>.One / Vector128.FusedMultiplyAdd(power * r, Vector128.FusedMultiplyAdd(Vector128.Create(L2), r, l1), power + Vector128<float>.One);
    }

    // 2^(j/32), j the index's lowest 5 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Root(Vector512<int> index) => Avx512F.PermuteVar16x32x2(
        Vector512.Create(
            1f, 1.0218972f, 1.04427373f, 1.06714046f, 1.09050775f, 1.1143868f, 1.13878858f, 1.1637249f,
            1.18920708f, 1.21524739f, 1.24185777f, 1.26905096f, 1.29683959f, 1.32523668f, 1.35425556f, 1.38390994f),
        index,
        Vector512.Create(
            1.41421354f, 1.44518077f, 1.47682619f, 1.50916445f, 1.54221082f, 1.5759809f, 1.61049032f, 1.64575553f,
            1.68179286f, 1.71861935f, 1.75625217f, 1.79470909f, 1.8340081f, 1.87416768f, 1.91520655f, 1.95714414f));

    // The table takes two registers of 512 bits, whatever the index's width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Root(Vector256<int> index) => Root(index.ToVector512Unsafe()).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Root(Vector128<int> index) => Root(index.ToVector256Unsafe()).GetLower();
}
