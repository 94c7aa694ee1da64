namespace RnnGen;

/// <summary>A batch in arrays of its own: other threads cannot read the caller's spans.</summary>
internal sealed class BatchCopy<TInput>(BatchShape shape, Loss loss)
{
    private readonly TInput[] _inputs = new TInput[shape.Rows * shape.InputsPerRow];
    private readonly int[] _classes = new int[loss == Loss.SoftmaxCrossEntropy ? shape.Rows * shape.OutputsPerRow : 0];
    private readonly float[] _values = new float[loss == Loss.SoftmaxCrossEntropy ? 0 : shape.Rows * shape.OutputsPerRow * shape.OutputSize];
    private readonly int[] _lengths = new int[shape.Rows];
    private bool _hasLengths;

    /// <summary>The batch.</summary>
    public Batch<TInput> View => new(shape, _inputs, loss == Loss.SoftmaxCrossEntropy ? new Targets(loss, _classes) : new Targets(loss, _values),
        _hasLengths ? _lengths : []);

    /// <summary>Copies <paramref name="batch"/>.</summary>
    public void Take(Batch<TInput> batch)
    {
        batch.Inputs.CopyTo(_inputs);
        batch.Targets.CopyTo(_classes, _values);
        batch.Lengths.CopyTo(_lengths);
        _hasLengths = !batch.Lengths.IsEmpty;
    }
}
