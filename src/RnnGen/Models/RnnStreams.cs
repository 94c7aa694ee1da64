using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>The states of many streams of one model, which are stepped together: see <c>StepMany</c>.</summary>
/// <remarks>
/// Streams know of no weights: any model of their class can step them. Different threads may step, load, save and reset different
/// streams at the same time; no two of them share a line of the cache.
/// </remarks>
public abstract class RnnStreams
{
    private readonly AlignedBuffer _states, _room;
    private readonly int _stride, _roomStride;

    /// <summary>Room for <paramref name="count"/> states of zero. For generated code.</summary>
    /// <param name="count">The number of streams.</param>
    /// <param name="stateSize">Floats of one state.</param>
    /// <param name="stride">Floats from one state to the next.</param>
    /// <param name="room">Floats that a stream needs beside its state while it is stepped.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or too large for an array.</exception>
    protected RnnStreams(int count, int stateSize, int stride, int room)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Check.Room(count, MostFloats / Math.Max(1, Math.Max(stride, room)), nameof(count));
        (Count, StateSize, _stride, _roomStride) = (count, stateSize, stride, room);
        _states = new AlignedBuffer(count * stride);
        _room = new AlignedBuffer(count * room);
    }

    // An aligned buffer takes a line of the cache more.
    private static int MostFloats => Array.MaxLength - 16;

    /// <summary>The number of streams.</summary>
    public int Count { get; }

    /// <summary>Floats of one state, padding included.</summary>
    public int StateSize { get; }

    /// <summary>Sets all states to zero.</summary>
    public void Reset() => _states.Span.Clear();

    /// <summary>Sets the state of one stream to zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public void Reset(int stream) => StateOf(stream).Clear();

    /// <summary>Gives a stream a state.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="state">As long as <see cref="StateSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length; nothing was written.</exception>
    public void LoadState(int stream, ReadOnlySpan<float> state)
    {
        Check.Length(state.Length, StateSize, nameof(state));
        state.CopyTo(StateOf(stream));
    }

    /// <summary>Copies a stream's state out.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="state">As long as <see cref="StateSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length; nothing was written.</exception>
    public void SaveState(int stream, Span<float> state)
    {
        Check.Length(state.Length, StateSize, nameof(state));
        StateOf(stream).CopyTo(state);
    }

    /// <summary>Where the state of stream <paramref name="first"/> begins; those of the streams behind it follow. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float StatesFrom(int first) => ref Unsafe.Add(ref _states.Origin, first * _stride);

    /// <summary>Where the room of stream <paramref name="first"/> begins; that of the streams behind it follows. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float RoomFrom(int first) => ref Unsafe.Add(ref _room.Origin, first * _roomStride);

    private Span<float> StateOf(int stream)
    {
        Check.Stream(stream, Count, nameof(stream));
        return _states.Span.Slice(stream * _stride, StateSize);
    }
}
