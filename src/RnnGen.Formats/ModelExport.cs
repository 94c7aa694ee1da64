namespace RnnGen.Formats;

/// <summary>Writes models for other tools.</summary>
public static class ModelExport
{
    private static readonly IModelWriter[] s_writers = 
    [
        new SafetensorsModelWriter(), new NumpyWriter(), new RtNeuralWriter(), new RtNeuralTorchWriter(), new AidaXWriter(), new NamWriter(),
        new OnnxWriter(),
    ];

    /// <summary>Writes <paramref name="model"/> to the file <paramref name="path"/>, whole or not at all.</summary>
    /// <exception cref="NotSupportedException">The format cannot hold this model, or is not written; the message names what. The file is unchanged.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite; the file is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public static void Write(ImportedModel model, string path, ModelFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = ToBytes(model, format);
        WholeFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>The content of the file that <see cref="Write"/> writes.</summary>
    /// <exception cref="NotSupportedException">The format cannot hold this model, or is not written; the message names what.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static byte[] ToBytes(ImportedModel model, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(model);
        IModelWriter writer = s_writers.FirstOrDefault(writer => writer.Format == format)
            ?? throw new NotSupportedException($"{format} is not written; {string.Join(", ", s_writers.Select(writer => writer.Format))} are.");
        return writer.Write(model);
    }
}
