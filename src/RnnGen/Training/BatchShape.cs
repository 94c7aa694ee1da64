namespace RnnGen;

/// <summary>How a batch lies in its spans: row-major, a row after another, each with room for all its steps.</summary>
/// <remarks>After <see cref="RequireRoom"/> no product of these numbers that is the length of an array leaves 32 bits.</remarks>
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

    /// <summary>Checks in 64 bits that whatever a batch takes fits into an array, before one is made.</summary>
    /// <param name="stateSize">Values of a row's state.</param>
    /// <param name="loss">What settles how many targets there are.</param>
    /// <param name="setting">What the number of steps is called; null: BatchSize and Steps.</param>
    /// <param name="segment">Steps of which outputs are kept at a time; null: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is too large.</exception>
    public void RequireRoom(int stateSize, Loss loss, string? setting = null, int? segment = null)
    {
        int kept = segment ?? Steps;
        Require("inputs", (long)Rows * Steps, InputsPerStep);
        Require("states", Rows, stateSize);
        // Of classes there is one for each output; outputs themselves are kept for some rows at a time, one at least.
        Require("targets", (long)Rows * OutputsPerRow, loss == Loss.SoftmaxCrossEntropy ? 1 : OutputSize);
        Require(kept < Steps ? FormattableString.Invariant($"outputs of a segment of {kept} steps") : "outputs of a row", HasOutputPerStep ? kept : 1, OutputSize);

        void Require(string what, long count, int size)
        {
            // Divided, because three factors can be too many for 64 bits, too.
            if (count <= Array.MaxLength / Math.Max(size, 1)) return;
            throw new ArgumentOutOfRangeException("options", FormattableString.Invariant(
                $"{(setting is null ? FormattableString.Invariant($"BatchSize {Rows} and Steps") : setting)} {Steps}: expected at most {Array.MaxLength} values of {what}, found {(Int128)count * size}."));
        }
    }

    /// <summary>Checks a batch's inputs and lengths.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a row's length is not in 1 … Steps.</exception>
    public void Check(int inputs, ReadOnlySpan<int> lengths)
    {
        Argument.RequireLength("inputs", Rows * InputsPerRow, inputs);
        if (lengths.IsEmpty) return;
        Argument.RequireLength("lengths", Rows, lengths.Length);
        for (int row = 0; row < Rows; row++)
        {
            if (lengths[row] < 1 || lengths[row] > Steps)
            {
                throw new ArgumentException(FormattableString.Invariant($"lengths[{row}]: expected 1 to {Steps}, found {lengths[row]}."), nameof(lengths));
            }
        }
    }

    /// <summary>Checks that metrics are of as many classes as an output has.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public void Check(ClassificationMetrics metrics)
    {
        if (metrics.Classes != OutputSize) throw new ArgumentException($"metrics: expected {OutputSize} classes, found {metrics.Classes}.", nameof(metrics));
    }

    /// <summary>Adds every prediction that counts to <paramref name="metrics"/>.</summary>
    public void Count(ClassificationMetrics metrics, ReadOnlySpan<int> classes, ReadOnlySpan<int> predicted, ReadOnlySpan<int> lengths)
    {
        for (int row = 0; row < Rows; row++)
        {
            int first = row * OutputsPerRow;
            for (int i = first; i < first + OutputsOf(row, lengths); i++) metrics.Add(classes[i], predicted[i]);
        }
    }

    /// <summary>Checks all tokens that count, so that a bad one is found before the first row is computed, and named by its place in the batch.</summary>
    /// <exception cref="ArgumentException">One is not of its vocabulary.</exception>
    public void CheckTokens(ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, ReadOnlySpan<int> vocabularies)
    {
        for (int row = 0; row < Rows; row++)
        {
            RnnGen.Check.Tokens(tokens, row * InputsPerRow, LengthOf(row, lengths) * InputsPerStep, vocabularies, "inputs");
        }
    }
}
