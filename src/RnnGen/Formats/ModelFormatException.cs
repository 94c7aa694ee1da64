namespace RnnGen;

/// <summary>A model file is damaged, or is not the model's. The message names the file, the tensor, the expected and the found.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>With a message.</summary>
    public ModelFormatException(string message) : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public ModelFormatException(string message, Exception innerException) : base(message, innerException) { }
}
