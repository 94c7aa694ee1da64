namespace RnnGen;

/// <summary>What a model's outputs are.</summary>
internal static class OutputHead
{
    /// <summary>The activation of the last layer where that is dense; null where a recurrent layer's outputs are the model's. Dropout changes nothing of this.</summary>
    public static Activation? ActivationOf(ModelSpec spec) =>
        spec.Layers.LastOrDefault(layer => layer is not DropoutSpec) is DenseSpec dense ? dense.Activation.Kind : null;
}
