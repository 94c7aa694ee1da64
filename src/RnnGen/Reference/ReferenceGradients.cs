namespace RnnGen;

/// <summary>What a backward pass gives.</summary>
public sealed class ReferenceGradients
{
    internal ReferenceGradients(ReferenceTensors parameters, ReferenceTensors state) => (Parameters, State) = (parameters, state);

    /// <summary>∂L/∂parameters, by tensor name.</summary>
    public ReferenceTensors Parameters { get; }

    /// <summary>∂L/∂(initial state), by slot name.</summary>
    public ReferenceTensors State { get; }

    /// <summary>∂L/∂h_t of every recurrent layer and direction, by slot name: [T][width of h], in the order of the inputs, through all paths.</summary>
    public IReadOnlyDictionary<string, double[][]> Hidden => HiddenOf;

    internal Dictionary<string, double[][]> HiddenOf { get; } = [];

    /// <summary>∂L/∂inputs [T, InputSize]; empty where the model reads tokens.</summary>
    public double[] Inputs { get; internal set; } = [];
}
