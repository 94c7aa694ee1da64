namespace RnnGen.Tests.Training;

/// <summary>Says which network a <see cref="HandModel{TSpec}"/> is.</summary>
public interface IHandSpec
{
    static abstract ModelSpec Spec { get; }
}

/// <summary>
/// A model written by hand, for testing what works with models: one simple recurrent layer, with a linear head or none,
/// an output for each step or for the last. h_t = φ(W·x_t + U·h_(t−1) + b), y = V·h + c.
/// </summary>
public sealed class HandModel<TSpec> : IRnnModel<HandModel<TSpec>, float>
    where TSpec : IHandSpec
{
    private static readonly Topology Topology = new(TSpec.Spec);
    private static readonly RnnSpec Cell = Topology.Nodes.OfType<RecurrentNode>().Select(node => (RnnSpec)node.Spec).Single();
    private static readonly bool HasHead = Topology.Nodes[^1] is DenseNode;

    // An array: unoptimised code allocates where it makes a span of constants.
    private static readonly float[] s_one = [1f];
    private readonly Matrix _w, _u, _b, _v, _c;
    private readonly float[] _h = new float[Cell.Hidden], _sums = new float[Cell.Hidden], _dh = new float[Cell.Hidden];

    public HandModel()
    {
        Parameters = new ParameterBuffer(TSpec.Spec);
        TensorPlace[] places = [.. new ParameterLayout(Topology).Tensors];
        Matrix[] matrices = [.. places.Select(place => new Matrix(place))];
        (_w, _u, _b) = (matrices[0], matrices[1], matrices[2]);
        (_v, _c) = HasHead ? (matrices[3], matrices[4]) : (_w, _b);
    }

    public static ModelSpec Spec => TSpec.Spec;

    public static int InputSize { get; } = Topology.InputSize;

    public static int InputsPerStep => InputSize;

    public static int OutputSize => Topology.OutputSize;

    public static int ParameterCount => new ParameterLayout(Topology).ParameterCount;

    public static int StateSize { get; } = new StateLayout(Topology).Length;

    public ParameterBuffer Parameters { get; }

    public static HandModel<TSpec> New() => new();

    /// <summary>A model with random parameters in ±1/2.</summary>
    public static HandModel<TSpec> Random(int seed)
    {
        var model = new HandModel<TSpec>();
        Formats.FormatSamples.Random(Spec, seed).Span.CopyTo(model.Parameters.Span);
        return model;
    }

    public static RnnTape CreateTape(int maxSteps) => new HandTape(maxSteps);

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs) => Run(inputs, state, outputs, null);

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, RnnTape tape)
    {
        Run(inputs, state, outputs, (HandTape)tape);
        tape.MarkRecorded(Parameters, inputs.Length / InputSize);
    }

    public void Backward(ReadOnlySpan<float> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient)
    {
        int steps = inputs.Length / InputSize, hidden = Cell.Hidden;
        tape.RequireRecorded(Parameters, steps);
        Span<float> p = Parameters.Span, dp = gradients.Span, dh = _dh, da = _sums;
        ReadOnlySpan<float> hs = ((HandTape)tape).H;
        stateGradient[..hidden].CopyTo(dh);
        for (int t = steps - 1; t >= 0; t--)
        {
            ReadOnlySpan<float> h = hs.Slice((t + 1) * hidden, hidden), before = hs.Slice(t * hidden, hidden);
            if (Spec.HasOutputPerStep) BackwardHead(p, h, outputGradients.Slice(t * OutputSize, OutputSize), dp, dh);
            else if (t == steps - 1) BackwardHead(p, h, outputGradients, dp, dh);
            // h = φ(a): da = φ'(a)·dh
            for (int j = 0; j < hidden; j++) da[j] = dh[j] * Derivative(h[j]);
            dh.Clear();
            // a = W·x + U·h_(t−1) + b
            _b.AddOuter(dp, da, s_one);
            _w.AddOuter(dp, da, inputs.Slice(t * InputSize, InputSize));
            _u.AddOuter(dp, da, before);
            _u.AddTransposed(p, da, dh);
            if (!inputGradients.IsEmpty)
            {
                inputGradients.Slice(t * InputSize, InputSize).Clear();
                _w.AddTransposed(p, da, inputGradients.Slice(t * InputSize, InputSize));
            }
        }
        dh.CopyTo(stateGradient);
    }

    private void Run(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, HandTape? tape)
    {
        int steps = inputs.Length / InputSize, hidden = Cell.Hidden;
        if (outputs.Length != (Spec.HasOutputPerStep ? steps : 1) * OutputSize) throw new ArgumentException("outputs", nameof(outputs));
        Span<float> p = Parameters.Span, h = _h, a = _sums;
        state[..hidden].CopyTo(h);
        h.CopyTo(tape is null ? h : tape.H);
        for (int t = 0; t < steps; t++)
        {
            a.Clear();
            _b.AddProduct(p, s_one, a);
            _w.AddProduct(p, inputs.Slice(t * InputSize, InputSize), a);
            _u.AddProduct(p, h, a);
            for (int j = 0; j < hidden; j++) h[j] = Activate(a[j]);
            if (tape is not null) h.CopyTo(tape.H.AsSpan((t + 1) * hidden));
            if (Spec.HasOutputPerStep) ForwardHead(p, h, outputs.Slice(t * OutputSize, OutputSize));
            else if (t == steps - 1) ForwardHead(p, h, outputs);
        }
        h.CopyTo(state);
    }

    private void ForwardHead(ReadOnlySpan<float> p, ReadOnlySpan<float> h, Span<float> y)
    {
        if (!HasHead)
        {
            h.CopyTo(y);
            return;
        }
        y.Clear();
        _c.AddProduct(p, s_one, y);
        _v.AddProduct(p, h, y);
    }

    private void BackwardHead(ReadOnlySpan<float> p, ReadOnlySpan<float> h, ReadOnlySpan<float> dy, Span<float> dp, Span<float> dh)
    {
        if (!HasHead)
        {
            for (int j = 0; j < dh.Length; j++) dh[j] += dy[j];
            return;
        }
        _c.AddOuter(dp, dy, s_one);
        _v.AddOuter(dp, dy, h);
        _v.AddTransposed(p, dy, dh);
    }

    private static float Activate(float a) => Cell.Activation.Kind switch
    {
        Activation.Tanh => MathF.Tanh(a),
        Activation.Relu => MathF.Max(0, a),
        _ => a,
    };

    private static float Derivative(float h) => Cell.Activation.Kind switch
    {
        Activation.Tanh => 1 - h * h,
        Activation.Relu => h > 0 ? 1 : 0,
        _ => 1,
    };

    private sealed class HandTape(int maxSteps) : RnnTape(maxSteps)
    {
        public float[] H { get; } = new float[(maxSteps + 1) * Cell.Hidden];
    }

    /// <summary>One tensor of a buffer; a vector is a matrix of one column.</summary>
    private sealed class Matrix(TensorPlace place)
    {
        private readonly int[] _offsets =
            [.. from row in Enumerable.Range(0, place.Shape[0]) from column in Enumerable.Range(0, place.Columns) select place.OffsetOf(row, column)];

        public void AddProduct(ReadOnlySpan<float> p, ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                for (int j = 0; j < x.Length; j++) y[i] += p[_offsets[i * x.Length + j]] * x[j];
            }
        }

        public void AddTransposed(ReadOnlySpan<float> p, ReadOnlySpan<float> dy, Span<float> dx)
        {
            for (int i = 0; i < dy.Length; i++)
            {
                for (int j = 0; j < dx.Length; j++) dx[j] += p[_offsets[i * dx.Length + j]] * dy[i];
            }
        }

        public void AddOuter(Span<float> dp, ReadOnlySpan<float> dy, ReadOnlySpan<float> x)
        {
            for (int i = 0; i < dy.Length; i++)
            {
                for (int j = 0; j < x.Length; j++) dp[_offsets[i * x.Length + j]] += dy[i] * x[j];
            }
        }
    }
}

/// <summary>No φ, no head: outputs are h.</summary>
public sealed class Linear : IHandSpec
{
    public static ModelSpec Spec { get; } = new(new InputSpec(2), new RnnSpec(3) { Activation = Activation.Identity });
}

/// <summary>Tanh and a head, an output for each step.</summary>
public sealed class Elman : IHandSpec
{
    public static ModelSpec Spec { get; } = new(new InputSpec(2), new RnnSpec(5), new DenseSpec(3));
}

/// <summary>The same with one output for a sequence.</summary>
public sealed class ElmanLast : IHandSpec
{
    public static ModelSpec Spec { get; } = Elman.Spec with { Output = OutputMode.LastStep };
}
