using System.ComponentModel;

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
public static partial class RowProducts;
