using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RnnGen.Simd;

/// <summary>
/// z = start + W·x for many rows x, for one to four vectors of units: a weight is loaded once for several rows. For generated code.
/// </summary>
/// <remarks>
/// <para>Row n of x, start and z is n times its stride behind the first; a stride of 0 lets all rows start from one bias. z may be
/// start. The weights of value j are j · wStride behind w, the vectors of units gap apart. In z and start the vectors follow one
/// another, except that the last is where <c>last</c> says.</para>
/// <para>A row's sums have the same order in a group and alone, so its result does not depend on its place among the rows.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class RowProducts
{
    /// <summary>Floats of weights that are multiplied with all rows before the next: half of the first cache.</summary>
    private const int MostWeights = 4096;

    /// <summary>
    /// How many of the <paramref name="count"/> values of a row are multiplied with <paramref name="width"/> weights each at a time: all, where the
    /// weights are read only once, or equal parts.
    /// </summary>
    private static int ValuesAtOnce(int rows, int count, int width)
    {
        if (rows <= 4) return count;
        int parts = Math.Max(1, (count * width + MostWeights / 2) / MostWeights);
        return (count + parts - 1) / parts;
    }

    /// <summary>Turns a matrix round: column j of <paramref name="from"/> becomes row j of <paramref name="to"/>.</summary>
    /// <param name="from">The first of <paramref name="rows"/> rows of <paramref name="columns"/> floats.</param>
    /// <param name="rows">Floats of a row of <paramref name="to"/> that are written.</param>
    /// <param name="columns">Rows of <paramref name="to"/>.</param>
    /// <param name="fromStride">Floats from one row to the next.</param>
    /// <param name="to">The first row.</param>
    /// <param name="toStride">Floats from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(ref float from, int rows, int columns, int fromStride, ref float to, int toStride)
    {
        int i = 0;
        for (; Sse.IsSupported && i <= rows - 4; i += 4)
        {
            ref float a = ref Unsafe.Add(ref from, i * fromStride);
            int j = 0;
            for (; j <= columns - 4; j += 4)
            {
                Turn4(ref Unsafe.Add(ref a, j), fromStride, ref Unsafe.Add(ref to, j * toStride + i), toStride);
            }
            TurnOneByOne(ref Unsafe.Add(ref a, j), 4, columns - j, fromStride, ref Unsafe.Add(ref to, j * toStride + i), toStride);
        }
        TurnOneByOne(ref Unsafe.Add(ref from, i * fromStride), rows - i, columns, fromStride, ref Unsafe.Add(ref to, i), toStride);
    }

    /// <summary>4 rows of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn4(ref float from, int fromStride, ref float to, int toStride)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref from), b = Vector128.LoadUnsafe(ref from, (nuint)fromStride);
        Vector128<float> c = Vector128.LoadUnsafe(ref from, (nuint)(2 * fromStride)), d = Vector128.LoadUnsafe(ref from, (nuint)(3 * fromStride));
        Vector128<float> ab = Sse.UnpackLow(a, b), abHigh = Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d), cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(ab, cd).StoreUnsafe(ref to);
        Sse.MoveHighToLow(cd, ab).StoreUnsafe(ref to, (nuint)toStride);
        Sse.MoveLowToHigh(abHigh, cdHigh).StoreUnsafe(ref to, (nuint)(2 * toStride));
        Sse.MoveHighToLow(cdHigh, abHigh).StoreUnsafe(ref to, (nuint)(3 * toStride));
    }

    private static void TurnOneByOne(ref float from, int rows, int columns, int fromStride, ref float to, int toStride)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++) Unsafe.Add(ref to, j * toStride + i) = Unsafe.Add(ref from, i * fromStride + j);
        }
    }
}
