using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RnnGen.Simd;

/// <summary>Sixteen rows to sixteen lanes and back: value k of row n stands at rows[n·stride + k], and at lanes[16·k + n]. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Transposition
{
    private const int Rows = 16, Side = 4;

    /// <summary>Turns <paramref name="width"/> values of each row into lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLanes(ref float rows, int stride, int width, ref float lanes)
    {
        int whole = HasSquares ? width / Side * Side : 0;
        for (int k = 0; k < whole; k += Side)
        {
            for (int n = 0; n < Rows; n += Side) Square(ref Unsafe.Add(ref rows, n * stride + k), stride, ref Unsafe.Add(ref lanes, Rows * k + n), Rows);
        }
        for (int k = whole; k < width; k++)
        {
            for (int n = 0; n < Rows; n++) Unsafe.Add(ref lanes, Rows * k + n) = Unsafe.Add(ref rows, n * stride + k);
        }
    }

    /// <summary>Turns <paramref name="width"/> values of each lane into rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromLanes(ref float lanes, int width, ref float rows, int stride)
    {
        int whole = HasSquares ? width / Side * Side : 0;
        for (int k = 0; k < whole; k += Side)
        {
            for (int n = 0; n < Rows; n += Side) Square(ref Unsafe.Add(ref lanes, Rows * k + n), Rows, ref Unsafe.Add(ref rows, n * stride + k), stride);
        }
        for (int k = whole; k < width; k++)
        {
            for (int n = 0; n < Rows; n++) Unsafe.Add(ref rows, n * stride + k) = Unsafe.Add(ref lanes, Rows * k + n);
        }
    }

    private static bool HasSquares
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sse.IsSupported || AdvSimd.Arm64.IsSupported;
    }

    /// <summary>Four by four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(ref float from, int fromStride, ref float to, int toStride)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref from), b = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, fromStride));
        Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * fromStride)), d = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * fromStride));
        // Twice the same: of every two vectors the lower halves by turns, and the upper ones.
        (Vector128<float> ac, Vector128<float> acHigh) = Zip(a, c);
        (Vector128<float> bd, Vector128<float> bdHigh) = Zip(b, d);
        (Vector128<float> first, Vector128<float> second) = Zip(ac, bd);
        (Vector128<float> third, Vector128<float> fourth) = Zip(acHigh, bdHigh);
        first.StoreUnsafe(ref to);
        second.StoreUnsafe(ref Unsafe.Add(ref to, toStride));
        third.StoreUnsafe(ref Unsafe.Add(ref to, 2 * toStride));
        fourth.StoreUnsafe(ref Unsafe.Add(ref to, 3 * toStride));
    }

    /// <summary>a₀ b₀ a₁ b₁ and a₂ b₂ a₃ b₃.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b)) : (AdvSimd.Arm64.ZipLow(a, b), AdvSimd.Arm64.ZipHigh(a, b));
}
