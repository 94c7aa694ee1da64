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

    /// <summary>How many values a row's outputs have.</summary>
    public int OutputValuesOf(int row) => _shape.OutputsOf(row, Lengths) * _shape.OutputSize;

    /// <summary>The sum of a row's losses; <paramref name="gradients"/> become <paramref name="scale"/> · ∂loss/∂outputs.</summary>
    public double LossOf(int row, ReadOnlySpan<float> outputs, float scale, Span<float> gradients) =>
        _targets.SumOf(_shape, row, outputs, scale, gradients);
}
