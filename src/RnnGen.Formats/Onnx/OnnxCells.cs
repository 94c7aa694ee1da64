namespace RnnGen.Formats;

/// <summary>The cells of a recurrent node, forward first, with their weights in RnnGen's order.</summary>
/// <param name="Spec">One layer.</param>
/// <param name="InputWidth">I.</param>
/// <param name="Directions">Each direction's tensors.</param>
internal sealed record OnnxCells(RecurrentSpec Spec, int InputWidth, IReadOnlyList<OnnxCellWeights> Directions);

/// <summary>One direction's tensors: weight_ih [G·H, I], weight_hh [G·H, H], and what else the cell has.</summary>
internal sealed record OnnxCellWeights(float[] W, float[] U)
{
    public float[]? Bias { get; init; }
    public float[]? CandidateBias { get; init; }
    public float[]? Peephole { get; init; }
}

/// <summary>Reads the attributes and weights of RNN, GRU and LSTM nodes.</summary>
internal sealed class OnnxCellReader(OnnxCall call, Action<OnnxReals> consume)
{
    private readonly string _operator = call.Node.Operator;

    /// <summary>Blocks of ONNX's rows in the order of ours: i o f c → i f g o, z r h → r z n.</summary>
    private int[] Order => _operator switch { "LSTM" => [0, 2, 3, 1], "GRU" => [1, 0, 2], _ => [0] };

    private int Gates => Order.Length;

    /// <summary>The cells: one entry where both directions are alike, otherwise one for each direction.</summary>
    public IReadOnlyList<OnnxCells> Read()
    {
        OnnxReals w = call.Reals(1), r = call.Reals(2);
        OnnxReals? b = call.Optional(3) is null ? null : call.Reals(3);
        OnnxReals? p = _operator == "LSTM" && call.Optional(7) is not null ? call.Reals(7) : null;
        string direction = call.Text("direction") ?? "forward";
        int directions = direction switch { "forward" or "reverse" => 1, "bidirectional" => 2, _ => throw call.Refuse($"its direction is '{direction}'") };
        if (r.Shape.Length != 3) throw Mismatch("R", r, directions, 0, 0);
        long hidden = call.Int("hidden_size", r.Shape[2]);
        if (hidden is < 1 or > 1 << 16) throw call.Refuse($"its hidden_size is {hidden}");
        int h = (int)hidden, rows = Gates * h;
        int inputs = w.Shape.Length == 3 ? w.Shape[2] : 0;
        Require("W", w, directions, rows, inputs);
        Require("R", r, directions, rows, h);
        if (b is not null) Require("B", b, directions, 2 * rows);
        if (p is not null) Require("P", p, directions, 3 * h);
        foreach (OnnxReals tensor in new[] { w, r, b, p }.OfType<OnnxReals>()) consume(tensor);

        ActivationSpec[] activations = new OnnxActivations(call).Read(directions);
        int each = activations.Length / directions;
        float clip = call.Float("clip", 0);
        if (!(clip >= 0 && float.IsFinite(clip)) || clip == 0 && call.Node.Attributes.ContainsKey("clip")) throw call.Refuse(FormattableString.Invariant($"its clip is {clip}"));
        bool coupled = _operator == "LSTM" && call.Int("input_forget", 0) != 0, after = _operator == "GRU" && call.Int("linear_before_reset", 0) != 0;

        var specs = new RecurrentSpec[directions];
        var weights = new OnnxCellWeights[directions];
        for (int d = 0; d < directions; d++)
        {
            specs[d] = Spec(h, activations.AsSpan(d * each, each), clip, coupled, after) with { Bias = b is not null || IsClippedRnn(clip) };
            if (specs[d] is LstmSpec lstm) specs[d] = lstm with { Peephole = p is not null };
            weights[d] = Weights(specs[d], Part(w, d, directions), Part(r, d, directions), b is null ? null : Part(b, d, directions), p is null ? null : Part(p, d, directions), h);
        }
        if (directions == 1) return [new OnnxCells(specs[0] with { Direction = direction == "reverse" ? Direction.Backward : Direction.Forward }, inputs, weights)];
        return specs[0] == specs[1]
            ? [new OnnxCells(specs[0] with { Direction = Direction.Bidirectional }, inputs, weights)]
            : [new OnnxCells(specs[0], inputs, [weights[0]]), new OnnxCells(specs[1] with { Direction = Direction.Backward }, inputs, [weights[1]])];
    }

    private RecurrentSpec Spec(int hidden, ReadOnlySpan<ActivationSpec> activations, float clip, bool coupled, bool after)
    {
        switch (_operator)
        {
            case "RNN" when IsClippedRnn(clip):
                return OpenGru(hidden, activations[0], clip);
            case "RNN":
                return new RnnSpec(hidden) { Activation = activations[0] };
            case "GRU":
                return new GruSpec(hidden)
                {
                    GateActivation = activations[0], Activation = activations[1], Clip = clip,
                    Reset = after ? GruReset.AfterProduct : GruReset.BeforeProduct,
                };
            default:
                if (coupled && activations[0] is not ({ Kind: Activation.Sigmoid } or { Kind: Activation.HardSigmoid, Beta: 0.5f }))
                {
                    throw call.Refuse($"with input_forget it has f = 1 − φ(z), RnnGen's coupled gates i = 1 − φ(z); the two agree for Sigmoid, not for {activations[0].Kind}");
                }
                return new LstmSpec(hidden)
                {
                    GateActivation = activations[0], Activation = activations[1], OutputActivation = activations[2], Clip = clip,
                    Gates = coupled ? LstmGates.Coupled : LstmGates.Standard,
                };
        }
    }

    /// <summary>
    /// [Rnn] has no Clip. A GRU with r = 1 and z = 0 is the same network, h' = n = φ(clip(W·x + U·h + b)): its gates are hard sigmoids that
    /// saturate at ±clip, where <see cref="Opened"/> holds them.
    /// </summary>
    private static GruSpec OpenGru(int hidden, ActivationSpec activation, float clip) => new(hidden)
    {
        Activation = activation, Clip = clip, GateActivation = new ActivationSpec(Activation.HardSigmoid, 2 / clip, 0),
    };

    private static OnnxCellWeights Opened(OnnxCellWeights rnn, int hidden, float clip) =>
        new([.. new float[2 * rnn.W.Length], .. rnn.W], [.. new float[2 * rnn.U.Length], .. rnn.U])
        {
            Bias = [.. Enumerable.Repeat(clip, hidden), .. Enumerable.Repeat(-clip, hidden), .. rnn.Bias ?? new float[hidden]],
            CandidateBias = new float[hidden],
        };

    private OnnxCellWeights Weights(RecurrentSpec spec, float[] w, float[] r, float[]? b, float[]? p, int hidden)
    {
        float[] wb = b is null ? [] : Ours(b[..(b.Length / 2)], 1), rb = b is null ? [] : Ours(b[(b.Length / 2)..], 1);
        bool after = _operator == "GRU" && spec is GruSpec { Reset: GruReset.AfterProduct };
        // r and z add their biases; so does n unless r stands between the two.
        float[] bias = [.. wb.Select((value, row) => after && row >= 2 * hidden || rb[row] == 0 ? value : value + rb[row])];
        var weights = new OnnxCellWeights(Ours(w, w.Length / (Gates * hidden)), Ours(r, hidden))
        {
            Bias = b is null ? null : bias,
            CandidateBias = after && b is not null ? rb[(2 * hidden)..] : null,
            // i o f → i f o
            Peephole = p is null ? null : [.. p[..hidden], .. p[(2 * hidden)..], .. p[hidden..(2 * hidden)]],
        };
        return spec switch
        {
            LstmSpec { Gates: LstmGates.Coupled } => Coupled(weights, hidden),
            GruSpec gru when _operator == "RNN" => Opened(weights, hidden, gru.Clip),
            _ => weights,
        };
    }

    private bool IsClippedRnn(float clip) => _operator == "RNN" && clip > 0;

    /// <summary>
    /// ONNX computes i = φ(z_i) and f = 1 − i, RnnGen f = φ(z_f) and i = 1 − f. As 1 − φ(z) = φ(−z), z_f = −z_i: the forget gate gets the
    /// input gate's weights with the other sign; those that the file has for f are not read by anyone.
    /// </summary>
    private static OnnxCellWeights Coupled(OnnxCellWeights weights, int hidden)
    {
        return new OnnxCellWeights(Rows(weights.W, 4), Rows(weights.U, 4))
        {
            Bias = weights.Bias is null ? null : Rows(weights.Bias, 4),
            Peephole = weights.Peephole is null ? null : Rows(weights.Peephole, 3),
        };

        // i f g o → f g o, peepholes i f o → f o
        float[] Rows(float[] values, int gates)
        {
            int gate = values.Length / gates;
            return [.. values[..gate].Select(value => -value), .. values[(2 * gate)..]];
        }
    }

    /// <summary>ONNX's blocks of rows in our order.</summary>
    private float[] Ours(float[] values, int columns)
    {
        int gate = values.Length / Gates;
        return [.. Order.SelectMany(block => values[(block * gate)..((block + 1) * gate)])];
    }

    private static float[] Part(OnnxReals tensor, int direction, int directions)
    {
        int length = tensor.Count / directions;
        return tensor.Elements[(direction * length)..((direction + 1) * length)];
    }

    private void Require(string name, OnnxReals tensor, params int[] shape)
    {
        if (!tensor.Shape.SequenceEqual(shape)) throw Mismatch(name, tensor, shape);
    }

    private ModelFormatException Mismatch(string name, OnnxReals tensor, params int[] shape) =>
        call.Refuse($"its {name}: expected [{string.Join(", ", shape)}], found {tensor.ShapeText}");
}
