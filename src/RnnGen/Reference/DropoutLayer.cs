namespace RnnGen;

/// <summary>y = mask∘x: the output of <paramref name="node"/> with some values set to zero and the rest scaled; y = x outside training.</summary>
internal sealed class DropoutLayer(LayerNode node, float probability, DropoutMasks masks) : ReferenceLayer
{
    public override double[][] Forward(double[][] x, ReferenceTensors state) => Mask(x);

    // Forward: y = mask∘x, so dx = mask∘dy.
    public override double[][] Backward(double[][] dy, ReferenceGradients gradients) => Mask(dy);

    private double[][] Mask(double[][] values) => values.Select((vector, t) =>
        masks.OfOutput(node, probability, t) is { } mask ? vector.Zip(mask, (value, factor) => value * factor).ToArray() : vector).ToArray();
}
