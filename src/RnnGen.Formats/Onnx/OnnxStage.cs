namespace RnnGen.Formats;

/// <summary>Something in the network that gives vectors, which labels name: an input, a layer, a function of what another stage gives.</summary>
/// <remarks>
/// A recurrent stage numbers its rows t·N + n, its states n. What stands before the first recurrent stage has the rows of the graph's inputs,
/// whose order (batch or time first) shows when a recurrent node reads them.
/// </remarks>
internal sealed class OnnxStage(int index, string what, OnnxOperation operation, int width, params IReadOnlyList<OnnxStage> reads)
{
    public int Index => index;

    /// <summary>What messages call it: the node.</summary>
    public string What => what;

    public OnnxOperation Operation => operation;

    /// <summary>The length of its vectors; of a graph's input, what is read as one.</summary>
    public int Width { get; set; } = width;

    /// <summary>The node's name, if it is a node.</summary>
    public string Node { get; init; } = "";

    /// <summary>What it reads, side by side.</summary>
    public IReadOnlyList<OnnxStage> Reads => reads;
}

/// <summary>What a stage does.</summary>
internal abstract record OnnxOperation;

/// <summary>An input of the graph, with the shape that it was given for the run on labels.</summary>
internal sealed record InputOperation(OnnxPort Port, int[] Shape) : OnnxOperation
{
    public bool IsToken => OnnxType.IsInteger(Port.ElementType);

    /// <summary>For each of its rows the step and the sequence, t·N + n; null until a recurrent stage reads it.</summary>
    public int[]? Steps { get; set; }
}

/// <summary>Rows of a table by token; without a table one-hot vectors.</summary>
internal sealed record TableOperation(OnnxReals? Table, int Vocabulary) : OnnxOperation;

/// <summary>W·x, W [out, in].</summary>
internal sealed record ProductOperation(float[] W, IReadOnlyCollection<string> Origins) : OnnxOperation;

/// <summary>x + b, or s∘x + b where there is a scale.</summary>
internal sealed record VectorOperation(float[]? Scale, float[]? Summand) : OnnxOperation;

/// <summary>α·x + β with two numbers.</summary>
internal sealed record ScalarOperation(float Alpha, float Beta) : OnnxOperation;

/// <summary>φ(x).</summary>
internal sealed record FunctionOperation(ActivationSpec Function) : OnnxOperation;

/// <summary>A recurrent node, or one direction of it.</summary>
internal sealed record CellOperation(OnnxCells Cells) : OnnxOperation
{
    /// <summary>Whether sequences have lengths of their own.</summary>
    public OnnxStage? Lengths { get; init; }

    /// <summary>Where its initial states come from, by direction; null for zero.</summary>
    public OnnxInitialState?[] InitialH { get; init; } = [];
    public OnnxInitialState?[] InitialC { get; init; } = [];
}

/// <summary>One initial state [N, H]: elements of an input of the graph, or numbers that are the same for every sequence.</summary>
internal sealed record OnnxInitialState(Label[]? Labels, float[]? Values);

/// <summary>The final h or c of the recurrent stage that it reads.</summary>
internal sealed record StateOperation(bool IsCell) : OnnxOperation;

/// <summary>The two directions of the recurrent stage that it reads, merged.</summary>
internal sealed record MergeOperation(Merge Merge) : OnnxOperation;

/// <summary>What it reads first plus what it reads second: the output of a layer and its input, or the network's.</summary>
internal sealed record SkipOperation : OnnxOperation;

/// <summary>One vector for each sequence.</summary>
internal sealed record PoolOperation(OutputMode Mode) : OnnxOperation;
