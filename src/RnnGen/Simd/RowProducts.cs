using System.ComponentModel;
using System.Runtime.CompilerServices;

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
    /// <summary>Turns a matrix round: column j of <paramref name="from"/> becomes row j of <paramref name="to"/>.</summary>
    /// <param name="from">The first of <paramref name="rows"/> rows of <paramref name="columns"/> floats.</param>
    /// <param name="rows">Floats of a row of <paramref name="to"/> that are written.</param>
    /// <param name="columns">Rows of <paramref name="to"/>.</param>
    /// <param name="fromStride">Floats from one row to the next.</param>
    /// <param name="to">The first row.</param>
    /// <param name="toStride">Floats from one row to the next.</param>
    public static void Turn(ref float from, int rows, int columns, int fromStride, ref float to, int toStride)
    {
        for (int j = 0; j < columns; j++)
        {
            ref float column = ref Unsafe.Add(ref from, j);
            ref float row = ref Unsafe.Add(ref to, j * toStride);
            for (int i = 0; i < rows; i++) Unsafe.Add(ref row, i) = Unsafe.Add(ref column, i * fromStride);
        }
    }
}
