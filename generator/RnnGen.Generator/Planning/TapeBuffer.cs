namespace RnnGen.Generator.Planning;

/// <summary>A buffer of the tape: <c>sequences · (steps · PerStep + PerSequence) + Fixed</c> floats.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="PerStep">Floats for each step of each sequence.</param>
/// <param name="PerSequence">Floats for each sequence.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="IsForBackward">Whether only a backward pass needs it.</param>
/// <param name="Fixed">Floats besides.</param>
internal sealed record TapeBuffer(string Name, int PerStep, int PerSequence, string Meaning, bool IsForBackward, int Fixed = 0)
{
    /// <summary><c>Array.MaxLength</c>, less what the library's buffer takes for its alignment.</summary>
    private const int MostFloats = 0x7FFFFFC7 - 16;

    /// <summary>The most steps for which the buffer can be made, of one sequence or of several together.</summary>
    public int MostSteps => PerStep == 0 ? int.MaxValue : (MostFloats - Fixed - PerSequence) / PerStep;

    /// <summary>The most sequences.</summary>
    public int MostSequences => PerSequence == 0 ? int.MaxValue : (MostFloats - Fixed) / PerSequence;
}
