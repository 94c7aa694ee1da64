using System.Diagnostics;

namespace RnnGen.Benchmarks.Training;

/// <summary>A generated model with a batch to train on.</summary>
internal interface ITrainedModel
{
    /// <summary>Milliseconds of the fastest iteration within some time.</summary>
    double Time(TimeSpan budget);

    /// <summary>Bytes that an iteration keeps for its backward pass, the room of that pass included.</summary>
    long TapeBytes { get; }
}

/// <summary>An iteration: all sequences forward with tape and backward, gradients of parameters, inputs and states included.</summary>
internal sealed class TrainedModel<TModel> : ITrainedModel
    where TModel : class, IRnnModel<TModel, float>
{
    private readonly TModel _model = TModel.New();
    private readonly RnnTape _tape;
    private readonly int[] _lengths;
    private readonly float[] _inputs, _outputs, _outputGradients, _inputGradients, _states, _stateGradients;
    private readonly ParameterBuffer _gradients = new(TModel.Spec);

    public TrainedModel(int batch)
    {
        const int steps = TrainedSize.Steps;
        ParameterInitializer.Fill(_model.Parameters, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _tape = TModel.CreateTape(steps, batch);
        TapeBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        _lengths = [.. Enumerable.Repeat(steps, batch)];
        _inputs = Random(batch * steps * TModel.InputsPerStep, seed: 2);
        _inputGradients = new float[_inputs.Length];
        _outputGradients = Random(batch * steps * TModel.OutputSize, seed: 3);
        _outputs = new float[_outputGradients.Length];
        (_states, _stateGradients) = (new float[batch * TModel.StateSize], new float[batch * TModel.StateSize]);
    }

    public long TapeBytes { get; }

    public double Time(TimeSpan budget)
    {
        double least = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            _model.ForwardMany(_inputs, _lengths, [], _states, _outputs, _tape);
            _model.BackwardMany(_inputs, _tape, _outputGradients, _gradients, _inputGradients, _stateGradients);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < budget);
        return least;
    }

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
