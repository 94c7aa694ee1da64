namespace RnnGen.Generator.Planning;

/// <summary>Everything that decides a dense layer's code.</summary>
internal sealed class DenseKernel(string name, DenseSpec spec, IReadOnlyList<InputPart> inputs, PanelLayout panel, MathMode math, CostModel costs)
{
    /// <summary>For example <c>Dense128To65</c>.</summary>
    public string Name => name;

    public DenseSpec Spec => spec;

    /// <summary>Where the input rows get their values.</summary>
    public IReadOnlyList<InputPart> Inputs => inputs;

    public PanelLayout Panel => panel;

    /// <summary>How exactly tanh and σ are computed.</summary>
    public MathMode Math => math;

    /// <summary>Chooses how its sums are computed.</summary>
    public CostModel Costs => costs;

    /// <summary>Outputs, padded to a multiple of 4.</summary>
    public int Units => panel.PaddedUnits;
}
