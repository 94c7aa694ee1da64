using System.Diagnostics;
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

    /// <summary>A part of <paramref name="whole"/>, whose floats it shares; it begins at a multiple of 16 of them.</summary>
    private AlignedBuffer(AlignedBuffer whole, int start, int length)
    {
        Debug.Assert(start % AlignmentFloats == 0 && start + length <= whole.Length);
        (_storage, _start, Length) = (whole._storage, whole._start + start, length);
    }

    /// <summary>A view of <paramref name="length"/> floats from <paramref name="start"/> on, a multiple of 16.</summary>
    internal AlignedBuffer View(int start, int length) => new(this, start, length);

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The first float.</summary>
    public ref float Origin => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);

    /// <summary>All floats.</summary>
    public Span<float> Span => MemoryMarshal.CreateSpan(ref Origin, Length);
}
