namespace RnnGen;

/// <summary>How a batch lies in its spans: row-major, a row after another, each with room for all its steps.</summary>
/// <param name="Rows">Sequences.</param>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="InputsPerStep">Input values a step takes.</param>
/// <param name="OutputSize">Width of one output.</param>
/// <param name="HasOutputPerStep">Whether there is an output for each step, rather than one for each row.</param>
internal sealed record BatchShape(int Rows, int Steps, int InputsPerStep, int OutputSize, bool HasOutputPerStep)
{
    /// <summary>Input values of a row.</summary>
    public int InputsPerRow => Steps * InputsPerStep;

    /// <summary>Outputs of a row of full length.</summary>
    public int OutputsPerRow => HasOutputPerStep ? Steps : 1;

    /// <summary>Steps of a row that count.</summary>
    public int LengthOf(int row, ReadOnlySpan<int> lengths) => lengths.IsEmpty ? Steps : lengths[row];

    /// <summary>Outputs of a row that count.</summary>
    public int OutputsOf(int row, ReadOnlySpan<int> lengths) => HasOutputPerStep ? LengthOf(row, lengths) : 1;

    /// <summary>Outputs of all rows that count.</summary>
    public int CountOutputs(ReadOnlySpan<int> lengths)
    {
        int count = 0;
        for (int row = 0; row < Rows; row++) count += OutputsOf(row, lengths);
        return count;
    }

    /// <summary>Checks a batch's inputs and lengths.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a row's length is not in 1 … Steps.</exception>
    public void Check(int inputs, ReadOnlySpan<int> lengths)
    {
        RequireLength("inputs", Rows * InputsPerRow, inputs);
        if (lengths.IsEmpty) return;
        RequireLength("lengths", Rows, lengths.Length);
        for (int row = 0; row < Rows; row++)
        {
            if (lengths[row] < 1 || lengths[row] > Steps)
            {
                throw new ArgumentException($"lengths[{row}]: expected 1 to {Steps}, found {lengths[row]}.", nameof(lengths));
            }
        }
    }

    /// <summary>Checks the length of a span.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static void RequireLength(string argument, int expected, int found)
    {
        if (expected != found) throw new ArgumentException($"{argument}: expected {expected} values, found {found}.", argument);
    }
}
