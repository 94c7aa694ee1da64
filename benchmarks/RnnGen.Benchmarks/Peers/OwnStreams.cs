using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Many streams of a generated model, stepped together once: what is run are their inputs, a row for each.</summary>
internal sealed class OwnStreams<TModel> : IOwnModel
    where TModel : class, IStreamingRnnModel<TModel, float>
{
    private readonly TModel _model = TModel.New();
    private readonly RnnStreams _streams;
    private readonly AlignedBuffer _y;

    /// <param name="count">How many.</param>
    public OwnStreams(int count)
    {
        ParameterInitializer.Fill(_model.Parameters, seed: 1);
        _streams = TModel.CreateStreams(count);
        _y = new(count * TModel.OutputSize);
    }

    public void Load(CellWeights weights)
    {
        foreach ((string name, float[] tensor) in weights.Named) _model.Parameters.Write(name, tensor);
    }

    public void Reset() => _streams.Reset();

    public ReadOnlySpan<float> Run(RunForm form, ReadOnlySpan<float> x)
    {
        Repeat(form, x);
        return _y.Span;
    }

    public void Repeat(RunForm form, ReadOnlySpan<float> x) => _model.StepMany(x, _streams, 0, _streams.Count, _y.Span);
}
