using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>The states of many streams of one model, which are stepped together: see <c>StepMany</c>.</summary>
/// <remarks>
/// Streams know of no weights: any model of their class can step them. Different threads may step, load, save and reset different
/// streams at the same time. Sixteen streams, one behind the other from a multiple of 16 on, may share lines of the cache; others do not.
/// </remarks>
public abstract class RnnStreams
{
    private readonly AlignedBuffer _states, _room;
    private readonly int _stride, _roomStride, _inLanes;

    /// <summary>Room for <paramref name="count"/> states of zero. For generated code.</summary>
    /// <param name="count">The number of streams.</param>
    /// <param name="stateSize">Floats of one state.</param>
    /// <param name="stride">Floats from one state to the next.</param>
    /// <param name="room">Floats that a stream needs beside its state while it is stepped.</param>
    /// <param name="inLanes">Whether the states of sixteen streams, where there are so many, lie value by value; <paramref name="stride"/> is a multiple of 16 then.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or too large for an array.</exception>
    protected RnnStreams(int count, int stateSize, int stride, int room, bool inLanes = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Check.Room(count, MostFloats / Math.Max(1, Math.Max(stride, room)), nameof(count));
        (Count, StateSize, _stride, _roomStride, _inLanes) = (count, stateSize, stride, room, inLanes ? count / Group * Group : 0);
        _states = new AlignedBuffer(count * stride);
        _room = new AlignedBuffer(count * room);
    }

    /// <summary>Streams that may have their states value by value.</summary>
    private const int Group = 16;

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
    public void Reset(int stream)
    {
        Span<float> states = _states.Span;
        (int first, int step) = StateOf(stream);
        for (int k = 0; k < StateSize; k++) states[first + k * step] = 0f;
    }

    /// <summary>Gives a stream a state.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="state">As long as <see cref="StateSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length; nothing was written.</exception>
    public void LoadState(int stream, ReadOnlySpan<float> state)
    {
        Check.Length(state.Length, StateSize, nameof(state));
        Span<float> states = _states.Span;
        (int first, int step) = StateOf(stream);
        for (int k = 0; k < state.Length; k++) states[first + k * step] = state[k];
    }

    /// <summary>Copies a stream's state out.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="state">As long as <see cref="StateSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length; nothing was written.</exception>
    public void SaveState(int stream, Span<float> state)
    {
        Check.Length(state.Length, StateSize, nameof(state));
        Span<float> states = _states.Span;
        (int first, int step) = StateOf(stream);
        for (int k = 0; k < state.Length; k++) state[k] = states[first + k * step];
    }

    /// <summary>Where the state of stream <paramref name="first"/>, or of a group of sixteen that it is the first of, begins; those behind it follow. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float StatesFrom(int first) => ref Unsafe.Add(ref _states.Origin, first * _stride);

    /// <summary>Whether the state of a stream lies value by value beside those of fifteen others. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool IsInLanes(int stream) => stream < _inLanes;

    /// <summary>Copies states of such a group out, <paramref name="stride"/> floats from one to the next. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TakeRows(int first, int count, ref float rows, int stride)
    {
        ref float lanes = ref _states.Origin;
        for (int n = 0; n < count; n++)
        {
            (int from, int step) = PlaceOf(first + n);
            for (int k = 0; k < StateSize; k++) Unsafe.Add(ref rows, n * stride + k) = Unsafe.Add(ref lanes, from + k * step);
        }
    }

    /// <summary>Copies them back. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PutRows(int first, int count, ref float rows, int stride)
    {
        ref float lanes = ref _states.Origin;
        for (int n = 0; n < count; n++)
        {
            (int to, int step) = PlaceOf(first + n);
            for (int k = 0; k < StateSize; k++) Unsafe.Add(ref lanes, to + k * step) = Unsafe.Add(ref rows, n * stride + k);
        }
    }

    /// <summary>Where the room of stream <paramref name="first"/> begins; that of the streams behind it follows. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float RoomFrom(int first) => ref Unsafe.Add(ref _room.Origin, first * _roomStride);

    private (int First, int Step) StateOf(int stream)
    {
        Check.Stream(stream, Count, nameof(stream));
        return PlaceOf(stream);
    }

    /// <summary>Where a stream's state begins, and how many floats it is to the next value of it.</summary>
    private (int First, int Step) PlaceOf(int stream) =>
        IsInLanes(stream) ? (stream / Group * Group * _stride + stream % Group, Group) : (stream * _stride, 1);
}
