namespace RnnGen.Formats;

/// <summary>A model's tensors under PyTorch's names, on their way into a file.</summary>
internal static class FiniteTensors
{
    /// <summary>All of them.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite: the file could not be read again.</exception>
    public static IReadOnlyList<NamedTensor> Of(ImportedModel model)
    {
        IReadOnlyList<NamedTensor> tensors = OwnFile.Tensors(model);
        foreach (NamedTensor tensor in tensors) SafetensorsWriter.RequireFinite(tensor);
        return tensors;
    }
}
