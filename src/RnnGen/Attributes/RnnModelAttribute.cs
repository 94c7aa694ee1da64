namespace RnnGen;

/// <summary>Marks a partial class as a recurrent network; the attributes below it, in order, are the data's way.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RnnModelAttribute : Attribute
{
    /// <summary>Which of a sequence's outputs the model gives.</summary>
    public OutputMode Output { get; set; }

    /// <summary>Adds the first OutputSize inputs to the output, as guitar models do.</summary>
    public bool InputSkip { get; set; }

    /// <summary>How the weights are kept that <c>Step</c> and <c>Forward</c> without tape read. Train with Float32, then load the file into a model with less.</summary>
    public WeightStorage Storage { get; set; }

    /// <summary>How exactly tanh and σ are computed.</summary>
    public MathMode Math { get; set; }
}
