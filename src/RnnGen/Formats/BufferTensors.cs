namespace RnnGen;

/// <summary>A buffer's tensors in a file, under a prefix that tells parameters, moments and the like apart.</summary>
internal static class BufferTensors
{
    /// <summary>The tensors as <c>{prefix}.{tensor}</c>.</summary>
    public static IEnumerable<NamedTensor> Of(string prefix, ParameterBuffer buffer) => buffer.Tensors.Select(tensor =>
    {
        float[] elements = new float[tensor.Count];
        buffer.Read(tensor.Name, elements);
        return new NamedTensor($"{prefix}.{tensor.Name}", new(tensor.Shape), elements);
    });

    /// <summary>Takes what <see cref="Of"/> wrote out of a file; the returned action writes it into <paramref name="buffer"/>.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, of another shape or type, or has a value that is not finite.</exception>
    public static Action Take(string prefix, ParameterBuffer buffer, StrictTensors tensors)
    {
        (string Name, float[] Elements)[] values =
            [.. buffer.Tensors.Select(tensor => (tensor.Name, tensors.Take($"{prefix}.{tensor.Name}", new(tensor.Shape))))];
        return () =>
        {
            foreach ((string name, float[] elements) in values) buffer.Write(name, elements);
        };
    }
}
