using System.Text.Json;

namespace RnnGen.Tests;

/// <summary>One case computed by PyTorch: its network, parameters under our names, inputs and answers.</summary>
internal sealed class TorchCase
{
    private readonly JsonElement _json;
    private readonly ConformanceFile _weights;

    public TorchCase(string name)
    {
        _json = ReadJson(SharedData.PathOf("torch", name + ".json"));
        _weights = new ConformanceFile(SharedData.PathOf("torch", name + ".weights.safetensors"));
        Io = new ConformanceFile(SharedData.PathOf("torch", name + ".io.safetensors"));
        (Steps, Batch) = (_json.GetProperty("T").GetInt32(), _json.GetProperty("B").GetInt32());
        Spec = MakeSpec();
        WeightsPath = SharedData.PathOf("torch", name + ".weights.safetensors");
    }

    /// <summary>The names of all cases.</summary>
    public static IEnumerable<string> Names => ReadJson(SharedData.PathOf("torch", "index.json"))
        .GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);

    /// <summary>PyTorch's own file of the parameters.</summary>
    public string WeightsPath { get; }

    public ConformanceFile Io { get; }

    public ModelSpec Spec { get; }

    public int Steps { get; }

    public int Batch { get; }

    /// <summary>Whether the weights are so large that gates saturate.</summary>
    public bool IsLarge => _json.GetProperty("weight_scale").GetString() == "large";

    /// <summary>The largest of all gradients.</summary>
    public double LargestGradient => Io.Names.Where(key => key.StartsWith("grad64.", StringComparison.Ordinal)).Max(key => Io[key].Max(Math.Abs));

    /// <summary>The steps of row <paramref name="b"/>.</summary>
    public int LengthOf(int b) =>
        _json.GetProperty("lengths") is { ValueKind: JsonValueKind.Array } lengths ? lengths[b].GetInt32() : Steps;

    /// <summary>Row <paramref name="b"/> of a tensor [T, B, width], or [B, width] where there is one output for a sequence.</summary>
    public double[] Outputs(string name, int b)
    {
        if (Spec.HasOutputPerStep) return Io.Row(name, b, LengthOf(b));
        double[] values = Io[name];
        int width = values.Length / Batch;
        return values[(b * width)..((b + 1) * width)];
    }

    /// <summary>Row <paramref name="b"/> of states or their gradients, slot by slot; upstream gradients may be absent.</summary>
    public IEnumerable<(StateSlot Slot, double[] Values)> State(string h, string c, int b)
    {
        IReadOnlyList<StateSlot> all = new StateLayout(new Topology(Spec)).Slots;
        foreach ((string part, string source) in new[] { (".h_", h), (".c_", c) })
        {
            StateSlot[] slots = all.Where(slot => slot.Name.Contains(part)).ToArray();
            if (slots.Length == 0 || (source.StartsWith("up.", StringComparison.Ordinal) && !Io.Has(source))) continue;

            // PyTorch's state is [layer · directions + direction, B, H], in the order of our slots.
            double[] values = Io.Row(source, b, slots.Length);
            for (int s = 0; s < slots.Length; s++) yield return (slots[s], values[(s * slots[s].Length)..((s + 1) * slots[s].Length)]);
        }
    }

    /// <summary>One of our tensors, from PyTorch's two biases where there are two.</summary>
    public double[] Parameter(string tensor)
    {
        if (tensor.Contains(".bias_hn_l")) return CandidateRows(_weights[tensor.Replace("bias_hn", "bias_hh")]);
        if (!tensor.Contains(".bias_l")) return _weights[tensor];
        double[] ih = _weights[tensor.Replace("bias", "bias_ih")], hh = _weights[tensor.Replace("bias", "bias_hh")];
        int summed = Spec.Layers[1] is GruSpec gru ? 2 * gru.Hidden : ih.Length;
        return ih.Select((value, row) => row < summed ? value + hh[row] : value).ToArray();
    }

    /// <summary>PyTorch's gradient of one of our tensors: ∂(a + b) = ∂a, so the input bias stands for the sum.</summary>
    public double[] Gradient(string tensor)
    {
        if (tensor.Contains(".bias_hn_l")) return CandidateRows(Io["grad64." + tensor.Replace("bias_hn", "bias_hh")]);
        return Io["grad64." + (tensor.Contains(".bias_l") ? tensor.Replace("bias", "bias_ih") : tensor)];
    }

    private static double[] CandidateRows(double[] bias) => bias[(bias.Length / 3 * 2)..];

    private ModelSpec MakeSpec()
    {
        string cell = _json.GetProperty("cell").GetString()!;
        int hidden = _json.GetProperty("hidden").GetInt32();
        RecurrentSpec recurrent = cell switch
        {
            "rnn_tanh" => new RnnSpec(hidden),
            "rnn_relu" => new RnnSpec(hidden) { Activation = Activation.Relu },
            "lstm" => new LstmSpec(hidden) { Projection = _json.GetProperty("proj").GetInt32() },
            "gru" => new GruSpec(hidden),
            _ => throw new NotSupportedException($"Cell {cell} is unknown."),
        };
        recurrent = recurrent with
        {
            Name = _json.GetProperty("rnn_name").GetString(),
            Layers = _json.GetProperty("layers").GetInt32(),
            Direction = _json.GetProperty("bidirectional").GetBoolean() ? Direction.Bidirectional : Direction.Forward,
            Bias = _json.GetProperty("bias").GetBoolean(),
        };
        var input = new InputSpec(_json.GetProperty("input").GetInt32());
        JsonElement head = _json.GetProperty("head");
        if (head.ValueKind == JsonValueKind.Null) return new ModelSpec(input, recurrent);
        var dense = new DenseSpec(head.GetProperty("out").GetInt32())
        {
            Name = head.GetProperty("name").GetString(),
            Bias = head.GetProperty("bias").GetBoolean(),
        };
        bool lastOnly = head.GetProperty("on").GetString() == "last";
        return new ModelSpec(input, recurrent, dense) { Output = lastOnly ? OutputMode.LastStep : OutputMode.EveryStep };
    }

    private static JsonElement ReadJson(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
