namespace RnnGen.Benchmarks.Cells;

/// <summary>A recurrent cell that runs step by step.</summary>
public interface ICell
{
    /// <summary>One step: <paramref name="state"/> is h (and c behind it) before on entry, after on return.</summary>
    void Step(ReadOnlySpan<float> x, Span<float> state);
}

/// <summary>A cell that can be trained through time.</summary>
public interface ITrainableCell : ICell
{
    /// <summary>
    /// Runs a sequence from a zero state, writes every h, and adds to <paramref name="gradients"/> those of L, where
    /// <paramref name="dh"/> holds ∂L/∂h of every step.
    /// </summary>
    void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h, CellWeights gradients);
}
