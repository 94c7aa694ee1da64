namespace RnnGen.Formats.Tests.Keras;

/// <summary>A recurrent layer computed from Keras's own arrays: kernel [I, G·H], recurrent_kernel [H, G·H], bias; gates i f c o, z r h.</summary>
internal sealed class KerasCell
{
    private readonly string _type;
    private readonly int _inputs, _units, _gates;
    private readonly bool _after;
    private readonly float[] _kernel, _recurrent, _bias;

    public KerasCell(string type, int inputs, int units, bool after, Random random)
    {
        (_type, _inputs, _units, _after) = (type, inputs, units, after);
        _gates = type switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        float[] Make(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        (_kernel, _recurrent, _bias) = (Make(inputs * _gates * units), Make(units * _gates * units), Make((after ? 2 : 1) * _gates * units));
    }

    public (int[] Shape, float[] Values)[] Arrays =>
    [
        ([_inputs, _gates * _units], _kernel), ([_units, _gates * _units], _recurrent), (_after ? [2, _gates * _units] : [_gates * _units], _bias),
    ];

    /// <summary>The outputs in the order of time.</summary>
    public double[][] Run(float[] x, bool reverse)
    {
        int steps = x.Length / _inputs;
        var outputs = new double[steps][];
        double[] h = new double[_units], c = new double[_units];
        for (int s = 0; s < steps; s++)
        {
            int t = reverse ? steps - 1 - s : s;
            outputs[t] = h = Step(x.AsSpan(t * _inputs, _inputs).ToArray(), h, c);
        }
        return outputs;
    }

    private double[] Step(float[] x, double[] h, double[] c)
    {
        double X(int gate, int u) => Enumerable.Range(0, _inputs).Sum(i => x[i] * (double)_kernel[(i * _gates + gate) * _units + u]) + _bias[gate * _units + u];
        double H(int gate, int u, double[] of) => Enumerable.Range(0, _units).Sum(i => of[i] * _recurrent[(i * _gates + gate) * _units + u]) + (_after ? _bias[(_gates + gate) * _units + u] : 0);
        int[] all = [.. Enumerable.Range(0, _units)];
        switch (_type)
        {
            case "SimpleRNN":
                return [.. all.Select(u => Math.Tanh(X(0, u) + H(0, u, h)))];
            case "GRU":
                double[] z = [.. all.Select(u => Sigmoid(X(0, u) + H(0, u, h)))], r = [.. all.Select(u => Sigmoid(X(1, u) + H(1, u, h)))];
                double[] rh = [.. all.Select(u => r[u] * h[u])];
                double[] n = [.. all.Select(u => Math.Tanh(X(2, u) + (_after ? r[u] * H(2, u, h) : H(2, u, rh))))];
                return [.. all.Select(u => z[u] * h[u] + (1 - z[u]) * n[u])];
            default:
                var next = new double[_units];
                foreach (int u in all)
                {
                    double i = Sigmoid(X(0, u) + H(0, u, h)), f = Sigmoid(X(1, u) + H(1, u, h)), g = Math.Tanh(X(2, u) + H(2, u, h)), o = Sigmoid(X(3, u) + H(3, u, h));
                    c[u] = f * c[u] + i * g;
                    next[u] = o * Math.Tanh(c[u]);
                }
                return next;
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
