namespace RnnGen.Formats;

/// <summary>One recurrent layer's weights and attributes in ONNX's order.</summary>
internal sealed class OnnxCellWriter
{
    private readonly OnnxGraphWriter _graph;
    private readonly ImportedPart _part;
    private readonly RecurrentNode _node;
    private readonly int[] _order;

    /// <summary>Prepares a layer.</summary>
    /// <exception cref="NotSupportedException">ONNX has no such layer; the message names the property.</exception>
    public OnnxCellWriter(OnnxGraphWriter graph, ImportedPart part, RecurrentNode node)
    {
        (_graph, _part, _node) = (graph, part, node);
        RecurrentSpec spec = node.Spec;
        if (spec.LayerNorm) throw OnnxWriter.Refused("LayerNorm");
        if (node.Skip is Skip.Highway or Skip.Dense) throw OnnxWriter.Refused($"Skip = {node.Skip}");
        (Operator, _order) = spec switch
        {
            RnnSpec => ("RNN", new[] { 0 }),
            // Blocks of ours in ONNX's order: z r h of r z n, i o f c of i f g o.
            GruSpec => ("GRU", [1, 0, 2]),
            LstmSpec { Projection: > 0 } => throw OnnxWriter.Refused("an LSTM with Projection"),
            LstmSpec { CellClip: > 0 } => throw OnnxWriter.Refused("an LSTM with CellClip: ONNX's clip is that of the gates"),
            LstmSpec { Gates: LstmGates.NoForget } => throw OnnxWriter.Refused("an LSTM without forget gate"),
            LstmSpec { Gates: LstmGates.Coupled, GateActivation: not ({ Kind: Activation.Sigmoid } or { Kind: Activation.HardSigmoid, Beta: 0.5f }) } =>
                throw OnnxWriter.Refused("an LSTM whose coupled gates have another activation than Sigmoid"),
            LstmSpec => ("LSTM", [0, 3, 1, 2]),
            _ => throw OnnxWriter.Refused(spec.GetType().Name.Replace("Spec", "")),
        };
    }

    /// <summary>RNN, GRU or LSTM.</summary>
    public string Operator { get; }

    private bool IsCoupled => _node.Spec is LstmSpec { Gates: LstmGates.Coupled };

    private int Hidden => _node.Spec.Hidden;

    private CellNode[] Cells => [.. _node.Cells];

    private int Rows => _order.Length * Hidden;

    /// <summary>W, R and B, which is empty where there is none.</summary>
    public string[] Weights()
    {
        string w = Add("W", cell => Theirs(Tensor(_part.Parameters, cell.NameOf("weight_ih")), _node.InputWidth), Rows, _node.InputWidth);
        string r = Add("R", cell => Theirs(Tensor(_part.Parameters, cell.NameOf("weight_hh")), Hidden), Rows, Hidden);
        string b = _node.Spec.Bias ? Add("B", Bias, 2 * Rows) : "";
        return [w, r, b];
    }

    /// <summary>P, where there are peepholes.</summary>
    public string[] Peephole()
    {
        if (_node.Spec is not LstmSpec { Peephole: true }) return [];
        return [Add("P", cell =>
        {
            float[] p = Full(Tensor(_part.Parameters, cell.NameOf("peephole")), 2);
            // i f o → i o f
            return [.. p[..Hidden], .. p[(2 * Hidden)..], .. p[Hidden..(2 * Hidden)]];
        }, 3 * Hidden)];
    }

    /// <summary>The node's attributes; what ONNX takes for granted is left out.</summary>
    public IEnumerable<(string, object)> Attributes()
    {
        yield return ("hidden_size", Hidden);
        if (_node.Spec.Direction != Direction.Forward) yield return ("direction", _node.Spec.Direction == Direction.Backward ? "reverse" : "bidirectional");
        (ActivationSpec[] functions, float clip) = _node.Spec switch
        {
            GruSpec gru => (new[] { gru.GateActivation, gru.Activation }, gru.Clip),
            LstmSpec lstm => ([lstm.GateActivation, lstm.Activation, lstm.OutputActivation], lstm.Clip),
            RnnSpec rnn => ([rnn.Activation], 0f),
            _ => ([], 0f),
        };
        ActivationSpec[] all = [.. Enumerable.Repeat(functions.Select(Named), Cells.Length).SelectMany(list => list)];
        yield return ("activations", all.Select(function => function.Kind.ToString()).ToArray());
        float[] alpha = [.. all.Where(function => ActivationSpec.HasAlpha(function.Kind)).Select(function => function.Alpha)];
        float[] beta = [.. all.Where(function => ActivationSpec.HasBeta(function.Kind)).Select(function => function.Beta)];
        if (alpha.Length > 0) yield return ("activation_alpha", alpha);
        if (beta.Length > 0) yield return ("activation_beta", beta);
        if (clip > 0) yield return ("clip", clip);
        if (IsCoupled) yield return ("input_forget", 1);
        if (_node.Spec is GruSpec { Reset: GruReset.AfterProduct }) yield return ("linear_before_reset", 1);
    }

    /// <summary>A tensor's values.</summary>
    public static float[] Tensor(ParameterBuffer parameters, string name)
    {
        var values = new float[parameters.Tensors.Single(tensor => tensor.Name == name).Count];
        parameters.Read(name, values);
        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        if (wrong >= 0) throw new InvalidOperationException(FormattableString.Invariant($"Tensor '{name}' holds {values[wrong]} at index {wrong}; only finite values are written."));
        return values;
    }

    /// <summary>ONNX has no identity; α·x + β is the same with α = 1 and β = 0.</summary>
    private static ActivationSpec Named(ActivationSpec function) => function.Kind == Activation.Identity ? new ActivationSpec(Activation.Affine, 1, 0) : function;

    private float[] Bias(CellNode cell)
    {
        float[] bias = Theirs(Tensor(_part.Parameters, cell.NameOf("bias")), 1), recurrent = new float[Rows];
        if (_node.Spec is GruSpec { Reset: GruReset.AfterProduct }) Tensor(_part.Parameters, cell.NameOf("bias_hn")).CopyTo(recurrent, 2 * Hidden);
        return [.. bias, .. recurrent];
    }

    private string Add(string what, Func<CellNode, float[]> values, params int[] shape) =>
        _graph.Reals(TensorName.Join(_part.Name, TensorName.Join(_node.Prefix, $"{what}_l{_node.Layer}")), [Cells.Length, .. shape], [.. Cells.SelectMany(values)]);

    private float[] Theirs(float[] values, int columns)
    {
        values = Full(values, 3);
        int gate = Hidden * columns;
        return [.. _order.SelectMany(block => values[(block * gate)..((block + 1) * gate)])];
    }

    /// <summary>
    /// Coupled gates are f g o, i = 1 − σ(z_f) = σ(−z_f); ONNX's are i = σ(z_i), f = 1 − i. So z_i = −z_f, and what stands for f is not read.
    /// </summary>
    private float[] Full(float[] values, int gates)
    {
        if (!IsCoupled) return values;
        int gate = values.Length / gates;
        return [.. values[..gate].Select(value => -value), .. new float[gate], .. values[gate..]];
    }
}
