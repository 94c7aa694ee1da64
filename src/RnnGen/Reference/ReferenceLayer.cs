namespace RnnGen;

/// <summary>One layer over one sequence; it keeps what its backward pass needs.</summary>
internal abstract class ReferenceLayer
{
    /// <summary>The outputs for the inputs <paramref name="x"/>. <paramref name="state"/> holds the initial state on entry, the final one on return.</summary>
    public abstract double[][] Forward(double[][] x, ReferenceTensors state);

    /// <summary>
    /// The gradients of the inputs from those of the outputs. Adds to the parameters' gradients;
    /// takes the state's gradient from the final to the initial state.
    /// </summary>
    public abstract double[][] Backward(double[][] dy, ReferenceGradients gradients);
}
