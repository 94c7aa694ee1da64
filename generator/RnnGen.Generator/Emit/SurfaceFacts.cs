using RnnGen.Generator.Parsing;

namespace RnnGen.Generator.Emit;

/// <summary>What the surface has to know of a network. Under an error all sizes are 1 and a model streams.</summary>
internal sealed class SurfaceFacts
{
    public SurfaceFacts(NetworkSpec network)
    {
        ModelSpec model = network.Model;
        ReadsTokens = model.ReadsTokens;
        HasDropout = model.HasDropout;
        NumbersSteps = model.HasDropout && model.Output is not (OutputMode.Mean or OutputMode.Max);
        IsStored = model.Storage != WeightStorage.Float32;
        Vocabularies = model.Layers.OfType<TokenSpec>().Select(token => token.Vocabulary).ToList();
        string face = "IStreamingRnnModel";
        if (network.IsValid)
        {
            var topology = new Topology(model);
            InputSize = topology.InputSize;
            InputsPerStep = topology.InputsPerStep;
            OutputSize = topology.OutputSize;
            ParameterCount = new ParameterLayout(topology).ParameterCount;
            State = new StateLayout(topology);
            PerStep = model.HasOutputPerStep;
            RunsForward = model.RunsForward;
            NoStep = WhyNoStep(model);
            if (!RunsForward) face = "IRnnModel";
        }
        Interface = $"global::RnnGen.{face}<{network.Type.FullName}, {Input}>";
        BaseInterface = $"global::RnnGen.IRnnModel<{network.Type.FullName}, {Input}>";
    }

    public bool ReadsTokens { get; }
    public bool HasDropout { get; }

    /// <summary>Whether a sequence may be the continuation of another, whose masks go on; not where outputs are pooled over all steps.</summary>
    public bool NumbersSteps { get; }

    /// <summary>Whether steps read a smaller copy of the parameters.</summary>
    public bool IsStored { get; }

    public IReadOnlyList<int> Vocabularies { get; }
    public int InputSize { get; } = 1;
    public int InputsPerStep { get; } = 1;
    public int OutputSize { get; } = 1;
    public int ParameterCount { get; } = 1;

    /// <summary>Null under an error.</summary>
    public StateLayout? State { get; }

    public int StateSize => State?.Length ?? 0;

    /// <summary>Whether there is an output for each step.</summary>
    public bool PerStep { get; } = true;

    public bool RunsForward { get; } = true;

    /// <summary>Why the model has no <c>Step</c>, and what to call; null where it has one.</summary>
    public string? NoStep { get; }

    /// <summary>The keyword of TInput.</summary>
    public string Input => ReadsTokens ? "int" : "float";

    /// <summary>The interface that the class names.</summary>
    public string Interface { get; }

    /// <summary>The interface that declares all members but <c>Step</c>.</summary>
    public string BaseInterface { get; }

    private static string? WhyNoStep(ModelSpec model)
    {
        if (!model.RunsForward) return "Not every layer runs forward, so a step's output depends on later steps. Call Forward with the whole sequence.";
        return model.Output is OutputMode.EveryStep or OutputMode.LastStep
            ? null
            : $"The model gives one output for a whole sequence (OutputMode.{model.Output}), so a step has none. Call Forward with the whole sequence.";
    }
}
