namespace FlowSample;

/// <summary>The task: a symbol, then many random others of another kind; say at the end which symbol came first.</summary>
internal static class FirstSymbol
{
    /// <summary>Symbols to remember: tokens 0 … 3.</summary>
    public const int Symbols = 4;

    /// <summary>With the two that only pass time: tokens 4 and 5.</summary>
    public const int Vocabulary = 6;

    /// <summary>Random rows, and the class of each.</summary>
    public static (int[] Inputs, int[] Classes) Batch(int rows, int steps, int seed)
    {
        var random = new Random(seed);
        int[] inputs = new int[rows * steps], classes = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            inputs[row * steps] = classes[row] = random.Next(Symbols);
            for (int t = 1; t < steps; t++) inputs[row * steps + t] = random.Next(Symbols, Vocabulary);
        }
        return (inputs, classes);
    }
}
