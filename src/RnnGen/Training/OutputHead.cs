namespace RnnGen;

/// <summary>What a model's outputs are.</summary>
internal static class OutputHead
{
    /// <summary>The activation of the last layer where that is dense; null where a recurrent layer's outputs are the model's. Dropout changes nothing of this.</summary>
    public static Activation? ActivationOf(ModelSpec spec) =>
        spec.Layers.LastOrDefault(layer => layer is not DropoutSpec) is DenseSpec dense ? dense.Activation.Kind : null;

    /// <summary>Throws where a loss takes the softmax or σ itself, and the last layer already does.</summary>
    /// <exception cref="ArgumentException">So it is.</exception>
    public static void RequireLogits(ModelSpec spec, Loss loss)
    {
        Activation? head = ActivationOf(spec);
        if ((loss, head) is (Loss.SoftmaxCrossEntropy, Activation.Softmax) or (Loss.SigmoidCrossEntropy, Activation.Sigmoid))
        {
            throw new ArgumentException($"{loss} takes logits, and the model's last layer ends in {head}; use Activation.Identity there.", "options");
        }
    }
}
