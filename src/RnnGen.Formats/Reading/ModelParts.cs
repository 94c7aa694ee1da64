namespace RnnGen.Formats;

/// <summary>From tensors to a network's parameters.</summary>
internal static class ModelParts
{
    /// <summary>The parameters of <paramref name="spec"/> from tensors under PyTorch's names; every one is used once.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, left over, of another shape or type, or not finite.</exception>
    public static ParameterBuffer Fill(ModelSpec spec, TensorSet tensors)
    {
        var parameters = new ParameterBuffer(spec);
        TensorValues.FromFile(tensors, parameters);
        return parameters;
    }
}
