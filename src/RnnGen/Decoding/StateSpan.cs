using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>A generated model's <c>State</c> as the floats that it is.</summary>
internal static class StateSpan
{
    /// <summary>The floats of <paramref name="state"/>.</summary>
    /// <exception cref="ArgumentException">It is not as large as the model's state.</exception>
    public static Span<float> Of<TState>(ref TState state, int size, string argument)
        where TState : unmanaged
    {
        // A model without recurrent layers has an empty struct, of one byte.
        if (size == 0 && Unsafe.SizeOf<TState>() == 1) return [];
        if (Unsafe.SizeOf<TState>() != size * sizeof(float))
        {
            throw new ArgumentException(FormattableString.Invariant($"'{argument}' must be the model's State, {size * sizeof(float)} bytes; {typeof(TState)} has {Unsafe.SizeOf<TState>()}."), argument);
        }
        return MemoryMarshal.CreateSpan(ref Unsafe.As<TState, float>(ref state), size);
    }
}
