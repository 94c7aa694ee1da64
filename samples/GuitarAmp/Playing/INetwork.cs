namespace GuitarAmp.Playing;

/// <summary>A network, one step at a time. It keeps nothing between two steps, so that all channels share it.</summary>
internal interface INetwork
{
    /// <summary>Values of a step: the sample, then the knobs.</summary>
    int InputsPerStep { get; }

    /// <summary>Floats of a state.</summary>
    int StateSize { get; }

    /// <summary>Runs one step, which leaves the next state in <paramref name="state"/>.</summary>
    void Step(ReadOnlySpan<float> input, Span<float> state, Span<float> output);
}
