using RnnGen.Formats;

namespace RnnGen.Tool.Inspecting;

/// <summary>One network of a file.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Declaration">In canonical form.</param>
/// <param name="Reads">Whose outputs it reads, where that is not the model's input alone.</param>
/// <param name="InputsPerStep">Values or tokens that a step takes.</param>
/// <param name="Outputs">Width of an output.</param>
/// <param name="Parameters">Trainable scalars.</param>
/// <param name="StateBytes">Of one stream's state.</param>
/// <param name="MultiplyAdds">Of a step.</param>
/// <param name="EstimatedNanoseconds">Of a step, counted; null where a cell is none that was fitted.</param>
/// <param name="MeasuredNanoseconds">Of a step of a sequence, on this machine; null where it was not measured.</param>
/// <param name="Layers">All layers with parameters.</param>
internal sealed record PartSummary(string? Name, string Declaration, IReadOnlyList<string>? Reads, int InputsPerStep, int Outputs, long Parameters, int StateBytes,
    long MultiplyAdds, double? EstimatedNanoseconds, double? MeasuredNanoseconds, IReadOnlyList<LayerSummary> Layers)
{
    public static PartSummary Of(ImportedPart part, double? measured)
    {
        var topology = new Topology(part.Spec);
        IReadOnlyList<LayerSummary> layers = LayerSummary.Of(topology);
        return new(part.Name.Length == 0 ? null : part.Name, part.Spec.ToString(), part.Reads is [ImportedPart.ModelInput] ? null : part.Reads,
            topology.InputsPerStep, topology.OutputSize, new ParameterLayout(topology).ParameterCount, new StateLayout(topology).Length * sizeof(float),
            layers.Sum(layer => layer.MultiplyAdds), StepEstimate.Nanoseconds(topology), measured, layers);
    }
}
