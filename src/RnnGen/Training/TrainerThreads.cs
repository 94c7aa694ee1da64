namespace RnnGen;

/// <content>A batch's rows shared among threads; one thread works on the caller's spans, with nothing in between.</content>
public sealed partial class Trainer<TModel, TInput>
{
    // Null with one thread.
    private readonly WorkerTeam? _team;
    private readonly BatchCopy<TInput>? _copy;
    private readonly Action<int>? _trainShard;
    private readonly Action<int>? _evaluateShard;

    // Of the batch under work.
    private float _scale;
    private int[]? _wanted;

    /// <summary>Forward and backward: <c>_losses</c> has each row's sum afterwards, and the first shard the gradients of all.</summary>
    private void TrainShards(Batch<TInput> batch, float scale)
    {
        _scale = scale;
        if (_team is null)
        {
            TrainShard(0, batch);
            return;
        }
        _copy!.Take(batch);
        _team.Run(_trainShard!);
        for (int shard = 1; shard < _shards.Length; shard++) Gradients.Add(_shards[0].Gradients, _shards[shard].Gradients);
    }

    /// <summary>Forward only: <c>_losses</c> has each row's sum afterwards, and <paramref name="predicted"/>, if given, each output's class.</summary>
    private void EvaluateShards(Batch<TInput> batch, int[]? predicted)
    {
        _wanted = predicted;
        if (_team is null)
        {
            EvaluateShard(0, batch);
            return;
        }
        _copy!.Take(batch);
        _team.Run(_evaluateShard!);
    }

    private void TrainShard(int shard) => TrainShard(shard, _copy!.View);

    private void TrainShard(int shard, Batch<TInput> batch) =>
        _shards[shard].Train(_model, batch, _states, _losses, _scale, _options.Seed, _optimizer.StepCount);

    private void EvaluateShard(int shard) => EvaluateShard(shard, _copy!.View);

    private void EvaluateShard(int shard, Batch<TInput> batch) => _shards[shard].Evaluate(_model, batch, _states, _losses, _wanted);
}
