using RnnGen;
using RnnGen.Formats;

namespace GuitarAmp.Playing;

/// <summary>Any network, in the reference engine: for shapes that were not compiled. It allocates, and is some hundred times slower.</summary>
internal sealed class InterpretedNetwork(ImportedPart part) : INetwork
{
    private readonly StateLayout _layout = new(new Topology(part.Spec));

    public int InputsPerStep => part.Network.InputsPerStep;

    public int StateSize => _layout.Length;

    public void Step(ReadOnlySpan<float> input, Span<float> state, Span<float> output)
    {
        ReferenceTensors before = part.Network.NewState();
        foreach (StateSlot slot in _layout.Slots)
        {
            double[] values = before[slot.Name];
            for (int i = 0; i < values.Length; i++) values[i] = state[slot.Offset + i];
        }
        var inputs = new double[input.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = input[i];
        ReferenceRun run = part.Network.Forward(inputs, before);
        foreach (StateSlot slot in _layout.Slots)
        {
            double[] values = run.FinalState[slot.Name];
            for (int i = 0; i < values.Length; i++) state[slot.Offset + i] = (float)values[i];
        }
        for (int i = 0; i < output.Length; i++) output[i] = (float)run.Outputs[i];
    }
}
