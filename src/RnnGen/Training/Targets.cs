namespace RnnGen;

/// <summary>What the outputs of a batch should be: classes or real values.</summary>
internal readonly ref struct Targets
{
    private readonly Loss _loss;
    private readonly ReadOnlySpan<int> _classes;
    private readonly ReadOnlySpan<float> _values;

    /// <summary>One class for each output.</summary>
    public Targets(Loss loss, ReadOnlySpan<int> classes)
    {
        if (loss != Loss.SoftmaxCrossEntropy) throw new ArgumentException($"Expected float targets for {loss}, found classes.", nameof(classes));
        _loss = loss;
        _classes = classes;
    }

    /// <summary>OutputSize values for each output.</summary>
    public Targets(Loss loss, ReadOnlySpan<float> targets)
    {
        if (loss == Loss.SoftmaxCrossEntropy) throw new ArgumentException($"Expected int classes for {loss}, found float targets.", nameof(targets));
        _loss = loss;
        _values = targets;
    }

    /// <summary>Checks the targets of a batch, and says how many elements count. Only <paramref name="lengths"/> steps of a row do.</summary>
    /// <exception cref="ArgumentException">There are too few or too many, a class is too large, or none counts.</exception>
    public long Count(BatchShape shape, ReadOnlySpan<int> lengths)
    {
        if (_loss != Loss.SoftmaxCrossEntropy)
        {
            Argument.RequireLength("targets", shape.Rows * shape.OutputsPerRow * shape.OutputSize, _values.Length);
            return (long)shape.CountOutputs(lengths) * shape.OutputSize;
        }
        Argument.RequireLength("classes", shape.Rows * shape.OutputsPerRow, _classes.Length);
        long count = 0;
        for (int row = 0; row < shape.Rows; row++)
        {
            int first = row * shape.OutputsPerRow;
            for (int i = first; i < first + shape.OutputsOf(row, lengths); i++)
            {
                if (_classes[i] >= shape.OutputSize)
                {
                    throw new ArgumentException($"classes[{i}]: expected a class below {shape.OutputSize}, found {_classes[i]}.", "classes");
                }
                if (_classes[i] >= 0) count++;
            }
        }
        return count > 0 ? count : throw new ArgumentException("classes: expected one that is not negative, found none: nothing counts.", "classes");
    }

    /// <summary>Copies the targets, of whichever kind they are.</summary>
    public void CopyTo(Span<int> classes, Span<float> values)
    {
        _classes.CopyTo(classes);
        _values.CopyTo(values);
    }

    /// <summary>The sum of a row's losses; <paramref name="gradients"/> become <paramref name="scale"/> · ∂loss/∂outputs.</summary>
    public double SumOf(BatchShape shape, int row, ReadOnlySpan<float> outputs, float scale, Span<float> gradients)
    {
        if (_loss == Loss.SoftmaxCrossEntropy)
        {
            return LossFunctions.SoftmaxCrossEntropy(outputs, _classes.Slice(row * shape.OutputsPerRow, outputs.Length / shape.OutputSize), scale, gradients);
        }
        return LossFunctions.Elementwise(_loss, outputs, _values.Slice(row * shape.OutputsPerRow * shape.OutputSize, outputs.Length), scale, gradients);
    }

    /// <summary>The loss of output <paramref name="index"/> of the batch; <paramref name="gradient"/> becomes <paramref name="scale"/> · ∂loss/∂output.</summary>
    public double SumOf(int index, ReadOnlySpan<float> output, float scale, Span<float> gradient) => _loss == Loss.SoftmaxCrossEntropy
        ? LossFunctions.SoftmaxCrossEntropy(output, _classes.Slice(index, 1), scale, gradient)
        : LossFunctions.Elementwise(_loss, output, _values.Slice(index * output.Length, output.Length), scale, gradient);
}
