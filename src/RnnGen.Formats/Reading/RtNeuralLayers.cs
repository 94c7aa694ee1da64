using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>RTNeural's layers in Keras's layout: <c>in_shape</c> and <c>layers</c>.</summary>
internal sealed class RtNeuralLayers
{
    private readonly NetworkBuilder _network;
    private int _width;
    private long _remembered;

    /// <summary>Reads what describes the network; the other keys are left.</summary>
    public RtNeuralLayers(JsonPart root, string source)
    {
        _network = new NetworkBuilder(source);
        _width = LastOf(root.Take("in_shape"));
        _network.Add(new InputSpec(_width));
        foreach (JsonPart layer in root.Take("layers").Items()) Read(layer);
    }

    /// <summary>The network's parameters.</summary>
    public ParameterBuffer Build(bool inputSkip = false) => _network.Build(inputSkip);

    private void Read(JsonPart layer)
    {
        JsonPart type = layer.Take("type");
        string kind = type.Text();
        JsonPart? activation = layer.TakeIfAny("activation");
        JsonPart[] weights = [.. layer.Take("weights").Items()];
        int width = LastOf(layer.Take("shape"));
        switch (kind)
        {
            case "dense" or "time-distributed-dense":
                ReadDense(weights, width, Activations.Read(activation), layer);
                break;
            case "lstm":
                RequireUsual(activation);
                ReadLstm(weights, width, layer);
                break;
            case "gru":
                RequireUsual(activation);
                ReadGru(weights, width, layer);
                break;
            case "conv1d":
                ReadConvolution(weights, width, Activations.Read(activation), layer);
                break;
            case "activation":
                RequireCount(layer, weights, 0);
                RequireWidth(layer, width);
                Activate(layer, Activations.Read(activation));
                break;
            case "prelu":
                RequireCount(layer, weights, 1);
                RequireWidth(layer, width);
                Activate(layer, ReadSlope(weights[0]));
                break;
            case "unknown":
                // Exporters write it for what does nothing in inference, such as dropout.
                RequireCount(layer, weights, 0);
                RequireWidth(layer, width);
                break;
            default:
                throw type.Wrong($"the layer '{kind}' cannot be expressed; dense, time-distributed-dense, lstm, gru, conv1d, activation and prelu can");
        }
        layer.RequireNoneLeft();
        _width = width;
    }

    private void ReadDense(JsonPart[] weights, int width, ActivationSpec activation, JsonPart layer)
    {
        RequireCount(layer, weights, 1, 2);
        string name = _network.Add(new DenseSpec(width) { Activation = activation, Bias = weights.Length == 2 });
        _network.Tensors.Add($"{name}.weight", new([width, _width]), GateOrder.FromColumns(Values(weights[0], "kernel", _width, width), _width, [0]));
        if (weights.Length == 2) _network.Tensors.Add($"{name}.bias", new([width]), Values(weights[1], "bias", width));
    }

    private void ReadLstm(JsonPart[] weights, int hidden, JsonPart layer)
    {
        RequireCount(layer, weights, 3);
        int rows = 4 * hidden;
        float[] kernel = Values(weights[0], "kernel", _width, rows), recurrent = Values(weights[1], "recurrent kernel", hidden, rows);
        float[] bias = Values(weights[2], "bias", rows);
        string name = _network.Add(new LstmSpec(hidden));
        _network.Tensors.Add($"{name}.weight_ih_l0", new([rows, _width]), GateOrder.FromColumns(kernel, _width, GateOrder.Lstm));
        _network.Tensors.Add($"{name}.weight_hh_l0", new([rows, hidden]), GateOrder.FromColumns(recurrent, hidden, GateOrder.Lstm));
        _network.Tensors.Add($"{name}.bias_l0", new([rows]), bias);
    }

    private void ReadGru(JsonPart[] weights, int hidden, JsonPart layer)
    {
        RequireCount(layer, weights, 3);
        int rows = 3 * hidden;
        float[] kernel = Values(weights[0], "kernel", _width, rows), recurrent = Values(weights[1], "recurrent kernel", hidden, rows);
        // Two rows: reset after the product, the only GRU that RTNeural has.
        float[] bias = Values(weights[2], "bias", 2, rows);
        string name = _network.Add(new GruSpec(hidden));
        _network.Tensors.Add($"{name}.weight_ih_l0", new([rows, _width]), GateOrder.FromColumns(kernel, _width, GateOrder.GruKeras));
        _network.Tensors.Add($"{name}.weight_hh_l0", new([rows, hidden]), GateOrder.FromColumns(recurrent, hidden, GateOrder.GruKeras));
        _network.Tensors.Add($"{name}.bias_ih_l0", new([rows]), GateOrder.FromColumns(bias.AsSpan(0, rows), 1, GateOrder.GruKeras));
        _network.Tensors.Add($"{name}.bias_hh_l0", new([rows]), GateOrder.FromColumns(bias.AsSpan(rows), 1, GateOrder.GruKeras));
    }

    private void ReadConvolution(JsonPart[] weights, int width, ActivationSpec activation, JsonPart layer)
    {
        RequireCount(layer, weights, 1, 2);
        int taps = OnlyOf(layer.Take("kernel_size")), dilation = OnlyOf(layer.Take("dilation"));
        if (layer.TakeIfAny("groups") is { } groups && OnlyOf(groups) != 1) throw groups.Wrong("a convolution in groups cannot be expressed");
        _remembered += ShiftRegister.Length(_width, taps, dilation);
        if (_remembered > ShiftRegister.MostValues)
        {
            throw layer.Wrong($"conv1d layers can be expressed where they remember at most {ShiftRegister.MostValues} values together; up to this one it is {_remembered}");
        }
        float[] kernel = Values(weights[0], "kernel", taps, _width, width);
        ShiftRegister.Add(_network, kernel, weights.Length == 2 ? Values(weights[1], "bias", width) : null, _width, width, taps, dilation, activation);
    }

    /// <summary>A whole number, or an array of one.</summary>
    private static int OnlyOf(JsonPart size) => size.Kind != JsonValueKind.Array ? size.Whole(1, FormatLimits.Width)
        : size.Items() is [JsonPart only] ? only.Whole(1, FormatLimits.Width)
        : throw size.Wrong("expected one number");

    /// <summary>An activation by itself belongs to the dense layer before it.</summary>
    private void Activate(JsonPart layer, ActivationSpec activation)
    {
        if (activation.Kind == Activation.Identity) return;
        if (_network.Last is not DenseSpec { Activation.Kind: Activation.Identity } dense)
        {
            throw layer.Wrong($"the activation {activation.Kind} does not follow a dense layer without one, and cannot be expressed elsewhere");
        }
        _network.ReplaceLast(dense with { Activation = activation });
    }

    /// <summary>PReLU with one slope for all is LeakyRelu.</summary>
    private static ActivationSpec ReadSlope(JsonPart weights)
    {
        float[] slopes = weights.Tensor().Values;
        if (slopes.Any(slope => slope != slopes[0]) || slopes[0] < 0)
        {
            throw weights.Wrong("a prelu layer can be expressed where all slopes are equal and not below 0; these are not");
        }
        return new ActivationSpec(Activation.LeakyRelu, slopes[0], 0);
    }

    /// <summary>RTNeural computes lstm and gru with tanh and σ whatever the file says; Keras would not.</summary>
    private static void RequireUsual(JsonPart? activation)
    {
        if (activation?.Text() is not (null or "" or "tanh")) throw activation!.Wrong($"expected tanh or none, found '{activation.Text()}', which RTNeural would ignore");
    }

    private static void RequireCount(JsonPart layer, JsonPart[] weights, params int[] counts)
    {
        if (!counts.Contains(weights.Length)) throw layer.Wrong($"expected {string.Join(" or ", counts)} arrays in 'weights', found {weights.Length}");
    }

    private void RequireWidth(JsonPart layer, int width)
    {
        if (width != _width) throw layer.Wrong($"expected the shape to end in {_width}, the width that comes in, found {width}");
    }

    /// <summary>A tensor's values; the shape must be as the layers say.</summary>
    private static float[] Values(JsonPart part, string tensor, params int[] shape)
    {
        (EquatableArray<int> found, float[] values) = part.Tensor();
        if (found != new EquatableArray<int>(shape))
        {
            throw part.Wrong($"tensor '{tensor}': expected [{string.Join(", ", shape)}], found [{string.Join(", ", found)}]");
        }
        return values;
    }

    /// <summary>The last number of a shape whose others are null or some number of steps.</summary>
    private static int LastOf(JsonPart shape)
    {
        IReadOnlyList<JsonPart> sizes = shape.Items();
        return sizes.Count == 0 ? throw shape.Wrong("expected at least one size, found none") : sizes[^1].Whole(1, FormatLimits.Width);
    }
}
