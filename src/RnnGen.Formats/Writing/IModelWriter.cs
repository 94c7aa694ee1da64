namespace RnnGen.Formats;

/// <summary>Writes one format.</summary>
internal interface IModelWriter
{
    /// <summary>The format.</summary>
    ModelFormat Format { get; }

    /// <summary>A file's content.</summary>
    /// <exception cref="NotSupportedException">The format cannot hold this model; the message names what.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    byte[] Write(ImportedModel model);
}
