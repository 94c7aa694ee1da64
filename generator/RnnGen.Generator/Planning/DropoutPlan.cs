namespace RnnGen.Generator.Planning;

/// <summary>
/// Dropout of a layer's output, or of the pooled vector. Where nothing is dropped its output is that of the layer below,
/// without a copy, and its gradient is always the layer's below: masks are multiplied to it in place.
/// </summary>
/// <param name="name">Begins the names of its buffers.</param>
/// <param name="use">Which masks.</param>
/// <param name="below">The layer whose output is dropped.</param>
/// <param name="gradientBuffer">Where the gradient of that output is.</param>
internal sealed class DropoutPlan(string name, DropoutUse use, LayerPlan below, string gradientBuffer)
    : LayerPlan(name, Feed.Of(below), new DropoutNode(new DropoutSpec(use.Probability), below.OutputWidth))
{
    public DropoutUse Use => use;

    public LayerPlan Below => below;

    public override string Title => $"dropout {use.Probability.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}: x [{Emit.Literal.Of(below.OutputWidth)}]";

    public override string OutputBuffer => Name + "Y";

    public override int OutputRow => 0;

    public override string GradientBuffer => gradientBuffer;
}
