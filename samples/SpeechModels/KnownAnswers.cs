using RnnGen;

namespace SpeechModels;

/// <summary>What a network was given elsewhere, and what it answered.</summary>
/// <param name="Inputs">Row-major.</param>
/// <param name="Outputs">Row-major.</param>
internal sealed record KnownAnswers(float[] Inputs, float[] Outputs)
{
    /// <summary>Two tensors of a file.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has no such tensors.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static KnownAnswers Read(string path, string inputs, string outputs)
    {
        var file = new WeightFile(path);
        return new(file.TakeAny(inputs), file.TakeAny(outputs));
    }
}
