namespace RnnGen.Formats;

/// <summary>Reads one format.</summary>
internal interface IModelReader
{
    /// <summary>The format.</summary>
    ModelFormat Format { get; }

    /// <summary>Whether the content is of this format, as far as can be told at a glance; file names do not matter.</summary>
    bool Recognizes(InputFile file);

    /// <summary>Reads a file that was recognised, strictly.</summary>
    /// <exception cref="ModelFormatException">Something in it is damaged, left over, or not understood.</exception>
    ImportedModel Read(InputFile file);
}

/// <summary>Reads a format that has named tensors only: what the layers are has to be inferred, or to be said.</summary>
internal interface ITensorReader : IModelReader
{
    /// <summary>All tensors of a file that was recognised.</summary>
    TensorSet ReadTensors(InputFile file);
}
