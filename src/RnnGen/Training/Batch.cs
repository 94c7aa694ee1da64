namespace RnnGen;

/// <summary>All rows of a batch, checked.</summary>
internal readonly ref struct Batch<TInput>
{
    private readonly BatchShape _shape;
    private readonly Targets _targets;

    /// <summary>Spans of the batch, row-major; <paramref name="lengths"/> may be empty.</summary>
    public Batch(BatchShape shape, ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
        _shape = shape;
        _targets = targets;
        Inputs = inputs;
        Lengths = lengths;
    }

    /// <summary>All inputs.</summary>
    public ReadOnlySpan<TInput> Inputs { get; }

    /// <summary>How many steps of each row count; empty where all do.</summary>
    public ReadOnlySpan<int> Lengths { get; }

    /// <summary>What the outputs should be.</summary>
    public Targets Targets => _targets;

    /// <summary>A row's inputs that count.</summary>
    public ReadOnlySpan<TInput> InputsOf(int row) =>
        Inputs.Slice(row * _shape.InputsPerRow, _shape.LengthOf(row, Lengths) * _shape.InputsPerStep);

    /// <summary>Steps of a row that count.</summary>
    public int LengthOf(int row) => _shape.LengthOf(row, Lengths);

    /// <summary>The loss of a row's output <paramref name="index"/>; <paramref name="gradient"/> becomes <paramref name="scale"/> · ∂loss/∂output.</summary>
    public double LossOf(int row, int index, ReadOnlySpan<float> output, float scale, Span<float> gradient) =>
        _targets.SumOf(row * _shape.OutputsPerRow + index, output, scale, gradient);
}
