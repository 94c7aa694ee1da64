using RnnGen;

namespace Samples.Shared;

/// <summary>
/// An exponentially weighted mean of the parameters over the steps of a run (Polyak and Juditsky 1992 averaged evenly):
/// it predicts better than the last parameters do, which still jump about with every batch.
/// </summary>
internal sealed class RunningMean(ParameterBuffer parameters, float keep)
{
    private readonly float[] _mean = parameters.Span.ToArray();
    private int _updates;

    /// <summary>Takes the parameters in. The first values weigh less: what stays is at most (1 + t) / (10 + t) after t steps.</summary>
    public void Update()
    {
        float stays = Math.Min(keep, (1f + _updates) / (10f + _updates));
        _updates++;
        ReadOnlySpan<float> now = parameters.Span;
        for (int i = 0; i < _mean.Length; i++) _mean[i] = now[i] + stays * (_mean[i] - now[i]);
    }

    /// <summary>Exchanges the parameters and their mean; a second call brings them back.</summary>
    public void Swap()
    {
        Span<float> now = parameters.Span;
        for (int i = 0; i < _mean.Length; i++) (now[i], _mean[i]) = (_mean[i], now[i]);
    }
}
