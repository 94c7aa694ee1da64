using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Floats that begin at a multiple of 64 bytes, a cache line and the widest vector. For generated code.</summary>
public sealed class AlignedBuffer
{
    private const int AlignmentFloats = 16;
    private readonly float[] _storage;
    private readonly int _start;

    /// <summary>Room for <paramref name="length"/> floats, all zero.</summary>
    public AlignedBuffer(int length)
    {
        // On the pinned heap, so that the alignment found now holds for good.
        _storage = GC.AllocateArray<float>(length + AlignmentFloats, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        _start = (int)((-address & (AlignmentFloats * sizeof(float) - 1)) / sizeof(float));
        Length = length;
    }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The first float.</summary>
    public ref float Origin => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);

    /// <summary>All floats.</summary>
    public Span<float> Span => MemoryMarshal.CreateSpan(ref Origin, Length);
}
