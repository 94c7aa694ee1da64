namespace GuitarAmp.Playing;

/// <summary>One channel of an amplifier, as a plug-in would have it: y = out·net(in·x, knobs), block by block.</summary>
/// <remarks>The output does not depend, bit for bit, on how the input is cut into blocks.</remarks>
internal sealed class Amp
{
    private readonly INetwork _network;
    private readonly float _inputGain, _outputGain;
    private readonly DelayedState _states;

    // Of one step: the sample and the knobs, which stay; and what comes out.
    private readonly float[] _inputs, _outputs = new float[1];

    /// <summary>An amplifier in its initial state.</summary>
    /// <param name="network">Takes a sample and the knobs, gives a sample.</param>
    /// <param name="settings">What stands around it.</param>
    /// <param name="ratio">The host's rate by the network's own, at least 1.</param>
    public Amp(INetwork network, AmpSettings settings, double ratio)
    {
        if (settings.InitialState.Count != network.StateSize) throw new ArgumentException($"Expected a state of {network.StateSize} floats; found {settings.InitialState.Count}.", nameof(settings));
        if (settings.Knobs.Count != network.InputsPerStep - 1) throw new ArgumentException($"Expected {network.InputsPerStep - 1} knobs; found {settings.Knobs.Count}.", nameof(settings));
        _network = network;
        (_inputGain, _outputGain) = (settings.InputGain, settings.OutputGain);
        _states = new DelayedState([.. settings.InitialState], ratio);
        _inputs = [0, .. settings.Knobs];
    }

    /// <summary>Plays the next block. Allocates nothing.</summary>
    /// <param name="input">Any number of samples.</param>
    /// <param name="output">As many; it may be <paramref name="input"/> itself.</param>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.Length != input.Length) throw new ArgumentException($"Expected {input.Length} samples, as many as come in; found {output.Length}.", nameof(output));
        for (int i = 0; i < input.Length; i++)
        {
            _inputs[0] = _inputGain * input[i];
            _network.Step(_inputs, _states.Next(), _outputs);
            output[i] = _outputGain * _outputs[0];
        }
    }

    /// <summary>Goes back to the initial state.</summary>
    public void Reset() => _states.Reset();
}
