using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Generated;

/// <summary>A generated model as a contestant, called through the library's interface, as the others are through theirs.</summary>
internal sealed class GeneratedCell<TModel> : IGeneratedCell
    where TModel : class, IStreamingRnnModel<TModel, float>
{
    private readonly CellShape _shape;
    private readonly TModel _model = TModel.New();
    private readonly RnnTape _tape;
    private readonly ParameterBuffer _gradients = new(TModel.Spec);
    private readonly float[] _output, _state, _dState;

    public GeneratedCell(CellWeights weights, int maxSteps)
    {
        _shape = weights.Shape;
        _tape = TModel.CreateTape(maxSteps);
        _output = new float[_shape.Hidden];
        _state = new float[_shape.StateSize];
        _dState = new float[_shape.StateSize];
        foreach ((string name, float[] tensor) in weights.Named) _model.Parameters.Write(name, tensor);
    }

    public void Step(ReadOnlySpan<float> x, Span<float> state) => _model.Step(x, state, _output);

    public void Sequence(ReadOnlySpan<float> x, Span<float> state, Span<float> h) => _model.Forward(x, state, h);

    public void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h)
    {
        Array.Clear(_state);
        Array.Clear(_dState);
        _gradients.Clear();
        _model.Forward(x, _state, h, _tape);
        _model.Backward(x, _tape, dh, _gradients, inputGradients: [], _dState);
    }

    public CellWeights ReadGradients()
    {
        var gradients = new CellWeights(_shape);
        foreach ((string name, float[] tensor) in gradients.Named) _gradients.Read(name, tensor);
        return gradients;
    }
}
