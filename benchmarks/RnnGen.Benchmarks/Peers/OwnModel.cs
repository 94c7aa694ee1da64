using System.Runtime.CompilerServices;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>A model's public Step or Forward.</summary>
internal delegate void ModelCall<TState>(ReadOnlySpan<float> x, ref TState state, Span<float> y) where TState : struct;

/// <summary>A generated model, run the way a user runs it.</summary>
internal interface IOwnModel
{
    /// <summary>Takes over parameters.</summary>
    void Load(CellWeights weights);

    /// <summary>Sets the state to zero.</summary>
    void Reset();

    /// <summary>Runs all of <paramref name="x"/>; the state goes on from call to call. Returns [steps, outputs].</summary>
    ReadOnlySpan<float> Run(RunForm form, ReadOnlySpan<float> x);

    /// <summary>The same to be timed: outputs of single steps go to one place.</summary>
    void Repeat(RunForm form, ReadOnlySpan<float> x);
}

/// <summary>
/// The public members of one model over memory that begins at a cache line. A call goes through a delegate; as the code is
/// compiled for each <typeparamref name="TState"/> by itself, the compiler finds the one method behind it.
/// </summary>
internal sealed class OwnModel<TModel, TState> : IOwnModel
    where TModel : class, IRnnModel<TModel, float>
    where TState : struct
{
    private readonly TModel _model = TModel.New();
    private readonly ModelCall<TState>? _step;
    private readonly ModelCall<TState> _forward;
    private readonly AlignedBuffer _state = new(Unsafe.SizeOf<TState>() / sizeof(float)), _y;

    /// <param name="maxSteps">The longest run.</param>
    /// <param name="forward">The model's Forward.</param>
    /// <param name="step">The model's Step; null where it has none.</param>
    public OwnModel(int maxSteps, Func<TModel, ModelCall<TState>> forward, Func<TModel, ModelCall<TState>>? step = null)
    {
        ParameterInitializer.Fill(_model.Parameters, seed: 1);
        (_step, _forward) = (step?.Invoke(_model), forward(_model));
        _y = new(maxSteps * TModel.OutputSize);
    }

    private ref TState State => ref Unsafe.As<float, TState>(ref _state.Origin);

    public void Load(CellWeights weights)
    {
        foreach ((string name, float[] tensor) in weights.Named) _model.Parameters.Write(name, tensor);
    }

    public void Reset() => State = default;

    public ReadOnlySpan<float> Run(RunForm form, ReadOnlySpan<float> x)
    {
        Span<float> y = _y.Span[..(x.Length / TModel.InputSize * TModel.OutputSize)];
        if (form == RunForm.Step) Steps(x, y, stride: TModel.OutputSize);
        else _forward(x, ref State, y);
        return y;
    }

    public void Repeat(RunForm form, ReadOnlySpan<float> x)
    {
        if (form == RunForm.Step) Steps(x, _y.Span, stride: 0);
        else _forward(x, ref State, _y.Span[..(x.Length / TModel.InputSize * TModel.OutputSize)]);
    }

    private void Steps(ReadOnlySpan<float> x, Span<float> y, int stride)
    {
        ModelCall<TState> step = _step!;
        ref TState state = ref State;
        int inputs = TModel.InputSize, outputs = TModel.OutputSize;
        for (; x.Length > 0; x = x[inputs..], y = y[stride..]) step(x[..inputs], ref state, y[..outputs]);
    }
}
