namespace RnnGen.Generator.Planning;

/// <summary>A buffer of the tape: <c>maxSteps · PerStep + Fixed</c> floats.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="PerStep">Floats for each step.</param>
/// <param name="Fixed">Floats besides.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="IsForBackward">Whether only a backward pass needs it.</param>
internal sealed record TapeBuffer(string Name, int PerStep, int Fixed, string Meaning, bool IsForBackward)
{
    /// <summary><c>Array.MaxLength</c>, less what the library's buffer takes for its alignment.</summary>
    private const int MostFloats = 0x7FFFFFC7 - 16;

    /// <summary>The most steps for which the buffer can be made.</summary>
    public int MostSteps => PerStep == 0 ? int.MaxValue : (MostFloats - Fixed) / PerStep;
}
