namespace RnnGen;

/// <summary>One vector from a sequence of at least one: the last, the mean or the elementwise maximum.</summary>
internal sealed class PoolingLayer(OutputMode mode) : ReferenceLayer
{
    private double[][] _x = [];

    public override double[][] Forward(double[][] x, ReferenceTensors state)
    {
        _x = x;
        var y = new double[x[0].Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = mode switch
            {
                OutputMode.LastStep => x[^1][i],
                OutputMode.Mean => x.Average(step => step[i]),
                OutputMode.Max => x[EarliestMaximum(i)][i],
                _ => throw new NotSupportedException($"OutputMode.{mode} is not pooled."),
            };
        }
        return [y];
    }

    public override double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        double[][] dx = _x.Select(step => new double[step.Length]).ToArray();
        for (int i = 0; i < dy[0].Length; i++)
        {
            switch (mode)
            {
                case OutputMode.LastStep:    // Forward: y = x[T − 1].
                    dx[^1][i] = dy[0][i];
                    break;
                case OutputMode.Mean:        // Forward: y = (1/T) Σ x[t].
                    foreach (double[] step in dx) step[i] = dy[0][i] / dx.Length;
                    break;
                case OutputMode.Max:         // Forward: y = x[the earliest maximum].
                    dx[EarliestMaximum(i)][i] = dy[0][i];
                    break;
            }
        }
        return dx;
    }

    private int EarliestMaximum(int i)
    {
        int best = 0;
        for (int t = 1; t < _x.Length; t++)
        {
            if (_x[t][i] > _x[best][i]) best = t;
        }
        return best;
    }
}
