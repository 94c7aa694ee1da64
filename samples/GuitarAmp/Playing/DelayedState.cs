namespace GuitarAmp.Playing;

/// <summary>The states of a network that runs at r times the rate it was trained at: each step goes on from the state r steps ago.</summary>
/// <remarks>
/// <para>A trained recurrence s[n] = f(s[n − 1], x[n]) knows how far a state moves in one of its own samples, which takes r of the host's.
/// So here s[n] = f(s[n − r], x[n]), where s[n − r] = (1 − φ)·s[n − ⌊r⌋] + φ·s[n − ⌊r⌋ − 1] with φ = r − ⌊r⌋: RTNeural's sample-rate
/// correction (<c>LinInterp</c>). For a whole r these are r networks by turns, each at its own rate. RTNeural hands the delayed state to
/// the next layer, too, which comes r − 1 samples late; here only the feedback is delayed.</para>
/// <para>⌈r⌉ states in a ring do: the oldest, s[n − ⌈r⌉], is the one to step from, or with φ > 0 the second of the two to mix, and its place
/// is where s[n] goes.</para>
/// </remarks>
internal sealed class DelayedState
{
    private readonly float[] _initial, _ring;
    private readonly float _fraction;
    private int _oldest;

    /// <summary>All states are the initial one.</summary>
    /// <param name="initial">The state before the first step.</param>
    /// <param name="ratio">r, at least 1.</param>
    public DelayedState(ReadOnlySpan<float> initial, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ratio, 1);
        _initial = initial.ToArray();
        _ring = new float[initial.Length * (int)Math.Ceiling(ratio)];
        _fraction = (float)(ratio - Math.Floor(ratio));
        Reset();
    }

    /// <summary>Forgets all steps.</summary>
    public void Reset()
    {
        for (int at = 0; at < _ring.Length; at += _initial.Length) _initial.CopyTo(_ring, at);
        _oldest = 0;
    }

    /// <summary>The state that the next step goes on from; the step leaves its own there.</summary>
    public Span<float> Next()
    {
        Span<float> state = _ring.AsSpan(_oldest, _initial.Length);
        _oldest += _initial.Length;
        if (_oldest == _ring.Length) _oldest = 0;
        if (_fraction > 0)
        {
            ReadOnlySpan<float> later = _ring.AsSpan(_oldest, state.Length);
            for (int i = 0; i < state.Length; i++) state[i] = (1 - _fraction) * later[i] + _fraction * state[i];
        }
        return state;
    }
}
