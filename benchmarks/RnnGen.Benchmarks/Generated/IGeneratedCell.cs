using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Generated;

/// <summary>What a generated model can do beyond single steps.</summary>
internal interface IGeneratedCell : ICell
{
    /// <summary>A whole sequence in one call: writes every h.</summary>
    void Sequence(ReadOnlySpan<float> x, Span<float> state, Span<float> h);

    /// <summary>A sequence from a zero state, forward and backward; the gradients begin at zero.</summary>
    void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h);

    /// <summary>The gradients of the last <see cref="ForwardBackward"/>.</summary>
    CellWeights ReadGradients();
}
