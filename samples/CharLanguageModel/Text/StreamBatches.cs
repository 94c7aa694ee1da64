namespace CharLanguageModel.Text;

/// <summary>
/// A stream of symbols cut into parallel rows, each read from left to right, so that the recurrent state can be
/// carried from one batch to the next.
/// </summary>
/// <remarks>
/// Row r predicts the symbols 1 + r·L … (r + 1)·L, where L = ⌈(N − 1) / rows⌉; batch k holds the steps k·S … (k + 1)·S − 1 of
/// every row. An epoch predicts each symbol but the first exactly once. Where a row has ended, the class is
/// <see cref="Ignored"/>.
/// </remarks>
internal sealed class StreamBatches
{
    /// <summary>The class of a place that does not count.</summary>
    public const int Ignored = -1;

    private readonly int[] _symbols;
    private readonly int _rows, _steps, _rowLength;

    /// <summary>Batches of <paramref name="rows"/> × <paramref name="steps"/>.</summary>
    /// <exception cref="InvalidDataException">There are not two symbols for every row.</exception>
    public StreamBatches(int[] symbols, int rows, int steps)
    {
        if (symbols.Length <= rows)
        {
            throw new InvalidDataException($"The text has {symbols.Length} characters to learn from; a batch of {rows} rows needs at least {rows + 1}. Use a longer text or a smaller --batch.");
        }
        (_symbols, _rows, _steps) = (symbols, rows, steps);
        _rowLength = DivideUp(symbols.Length - 1, rows);
        Count = DivideUp(_rowLength, steps);
        Inputs = new int[rows * steps];
        Classes = new int[rows * steps];
    }

    /// <summary>Batches in an epoch.</summary>
    public int Count { get; }

    /// <summary>The symbols read, row by row.</summary>
    public int[] Inputs { get; }

    /// <summary>The symbols to predict, row by row.</summary>
    public int[] Classes { get; }

    /// <summary>Fills <see cref="Inputs"/> and <see cref="Classes"/> with batch <paramref name="batch"/>; returns how many predictions count.</summary>
    public int Fill(int batch)
    {
        int counted = 0;
        for (int row = 0, i = 0; row < _rows; row++)
        {
            int end = Math.Min((row + 1) * _rowLength, _symbols.Length - 1);
            for (int step = 0; step < _steps; step++, i++)
            {
                int stepInRow = batch * _steps + step, position = row * _rowLength + stepInRow;
                bool counts = stepInRow < _rowLength && position < end;
                Inputs[i] = counts ? _symbols[position] : Vocabulary.Other;
                Classes[i] = counts ? _symbols[position + 1] : Ignored;
                if (counts) counted++;
            }
        }
        return counted;
    }

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
