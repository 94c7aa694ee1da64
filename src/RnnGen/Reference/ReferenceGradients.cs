namespace RnnGen;

/// <summary>What a backward pass gives.</summary>
public sealed class ReferenceGradients
{
    internal ReferenceGradients(ReferenceTensors parameters, ReferenceTensors state) => (Parameters, State) = (parameters, state);

    /// <summary>∂L/∂parameters, by tensor name.</summary>
    public ReferenceTensors Parameters { get; }

    /// <summary>∂L/∂(initial state), by slot name.</summary>
    public ReferenceTensors State { get; }

    /// <summary>∂L/∂inputs [T, InputSize]; empty where the model reads tokens.</summary>
    public double[] Inputs { get; internal set; } = [];
}
