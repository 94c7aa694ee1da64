using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Buffers as vectors. A buffer's parts each take a multiple of 16 floats, so that no width leaves a rest.</summary>
internal static class BufferVectors
{
    /// <summary>All values, padding included.</summary>
    public static Span<Vector<float>> Of(ParameterBuffer buffer)
    {
        Debug.Assert(buffer.Length % Vector<float>.Count == 0);
        return MemoryMarshal.Cast<float, Vector<float>>(buffer.Span);
    }

    /// <summary>Whether all elements are finite; of a sum that means that its terms were.</summary>
    public static bool AreFinite(Vector<float> x) => Vector.EqualsAll(x - x, Vector<float>.Zero);
}
