using System.Globalization;

namespace RnnGen.Formats;

/// <summary>Builds a network of Keras's layers, which are read one after another; every key of theirs is understood or refused.</summary>
internal sealed class KerasNetwork(InputFile file, JsonPart config, string? version, IKerasWeights weights)
{
    private readonly NetworkBuilder _network = new(file.Source);
    private readonly List<string> _assumed = [];
    private OutputMode _output;
    private int _width;

    /// <summary>The model.</summary>
    public ImportedModel Build()
    {
        IReadOnlyList<KerasLayer> layers = KerasLayerList.Read(config);
        foreach (KerasLayer layer in layers)
        {
            IReadOnlyList<KerasArray> arrays = weights.Take(layer.Name, layer.Type);
            Read(layer, arrays);
            layer.Config.RequireNoneLeft();
        }
        weights.RequireNoneLeft();
        if (_network.Last is null or SourceSpec) throw file.Wrong("the model has no layer with weights");
        return new ImportedModel(_network.Build(output: _output))
        {
            Format = ModelFormat.Keras, Assumed = _assumed, Metadata = new ModelMetadata { Other = ModelMetadata.FromTexts(version is null ? [] : [new("keras_version", version)]) },
        };
    }

    private void Read(KerasLayer layer, IReadOnlyList<KerasArray> arrays)
    {
        // What every layer may have, and what matters in training only.
        KerasLayerList.Ignore(layer.Config, "trainable", "dtype", "autocast", "quantization_config");
        if (layer.Type is not ("InputLayer" or "Embedding")) ReadInputShape(layer.Config);
        switch (layer.Type)
        {
            case "InputLayer":
                ReadInputShape(layer.Config);
                KerasLayerList.Ignore(layer.Config, "sparse", "ragged", "optional");
                break;
            case "Embedding": ReadEmbedding(layer, arrays); break;
            case "LSTM" or "GRU" or "SimpleRNN": ReadRecurrent(layer, layer.Type, layer.Config, arrays, null); break;
            case "Bidirectional": ReadBidirectional(layer, arrays); break;
            case "Dense": ReadDense(layer.Config, arrays, layer.Name); break;
            case "TimeDistributed": ReadTimeDistributed(layer, arrays); break;
            case "Dropout" or "SpatialDropout1D":
                double rate = layer.Config.Take("rate").Number();
                KerasLayerList.Ignore(layer.Config, "seed", "noise_shape", "data_format");
                if (layer.Type == "Dropout" && rate is > 0 and < 1 && _network.Last is not (null or SourceSpec)) _network.Add(new DropoutSpec((float)rate));
                RequireCount(layer.Name, arrays, 0);
                break;
            case "Activation":
                RequireCount(layer.Name, arrays, 0);
                Activate(layer, Activation(layer.Config.Take("activation")));
                break;
            case "Softmax" or "ReLU" or "LeakyReLU" or "ELU": Activate(layer, ReadActivationLayer(layer)); break;
            case "GlobalAveragePooling1D" or "GlobalMaxPooling1D":
                KerasLayerList.Ignore(layer.Config, "data_format");
                if (layer.Config.TakeIfAny("keepdims")?.Flag() == true) throw layer.Config.Wrong($"layer '{layer.Name}' keeps the axis of time");
                Pool(layer, layer.Type == "GlobalMaxPooling1D" ? OutputMode.Max : OutputMode.Mean);
                break;
            default:
                throw layer.Config.Wrong($"the layer '{layer.Name}' is a '{layer.Type}', which RnnGen does not have");
        }
    }

    /// <summary>[batch, time, width], in which all but the last may be unknown.</summary>
    private void ReadInputShape(JsonPart layer)
    {
        foreach (string key in new[] { "batch_shape", "batch_input_shape", "shape" })
        {
            if (layer.TakeIfAny(key) is not { } shape) continue;
            JsonPart last = shape.Items() is { Count: > 0 } sizes ? sizes[^1] : throw shape.Wrong("expected at least one size");
            if (last.Kind != System.Text.Json.JsonValueKind.Null) _inputWidth = last.Whole(1, int.MaxValue);
        }
    }

    private int? _inputWidth;

    private void ReadEmbedding(KerasLayer layer, IReadOnlyList<KerasArray> arrays)
    {
        JsonPart config = layer.Config;
        KerasLayerList.Ignore(config, "batch_input_shape", "input_length", "embeddings_initializer", "embeddings_regularizer", "activity_regularizer", "embeddings_constraint", "sparse", "lora_rank", "lora_alpha", "weights");
        int vocabulary = config.Take("input_dim").Whole(1, FormatLimits.Width), size = config.Take("output_dim").Whole(1, FormatLimits.Width);
        if (config.TakeIfAny("mask_zero")?.Flag() == true) _assumed.Add($"Layer '{layer.Name}' masks token 0: give sequences without it, or Keras would skip steps that RnnGen computes.");
        if (_network.Last is not null) throw config.Wrong($"layer '{layer.Name}' is not the first");
        RequireCount(layer.Name, arrays, 1);
        string prefix = _network.Add(new EmbeddingSpec(vocabulary, size));
        _network.Tensors.Add($"{prefix}.weight", new([vocabulary, size]), Values(arrays[0], vocabulary, size));
        _width = size;
    }

    private void ReadBidirectional(KerasLayer layer, IReadOnlyList<KerasArray> arrays)
    {
        JsonPart merge = layer.Config.Take("merge_mode"), inner = layer.Config.Take("layer");
        Merge how = merge.Text() switch
        {
            "concat" => Merge.Concat,
            "sum" => Merge.Sum,
            "mul" => Merge.Product,
            "ave" => Merge.Mean,
            string other => throw merge.Wrong($"the merge mode '{other}' is not understood"),
        };
        (string type, JsonPart config) = Inner(inner);
        if (layer.Config.TakeIfAny("backward_layer") is { } backward)
        {
            (string otherType, JsonPart other) = Inner(backward);
            RequireMirror(type, config, otherType, other);
        }
        KerasLayerList.Ignore(layer.Config, "zero_output_for_mask");
        ReadRecurrent(layer, type, config, arrays, how);
        config.RequireNoneLeft();
    }

    private static (string Type, JsonPart Config) Inner(JsonPart layer)
    {
        KerasLayerList.Ignore(layer, "module", "registered_name", "build_config");
        (string type, JsonPart config) = (layer.Take("class_name").Text(), layer.Take("config"));
        layer.RequireNoneLeft();
        KerasLayerList.Ignore(config, "name", "trainable", "dtype", "autocast", "batch_input_shape", "quantization_config");
        return (type, config);
    }

    /// <summary>The backward layer must be the forward one turned round: RnnGen has one description for both.</summary>
    private static void RequireMirror(string type, JsonPart forward, string otherType, JsonPart backward)
    {
        if (otherType != type) throw backward.Wrong($"expected a {type} as in the other direction, found a {otherType}");
        foreach (string key in new[] { "units", "activation", "recurrent_activation", "use_bias", "reset_after", "return_sequences" })
        {
            string? here = forward.Peek(key)?.Json(), there = backward.Peek(key)?.Json();
            if (here != there) throw backward.Wrong($"'{key}' is {there ?? "missing"}, in the other direction {here ?? "missing"}");
        }
    }

    private void ReadTimeDistributed(KerasLayer layer, IReadOnlyList<KerasArray> arrays)
    {
        (string type, JsonPart config) = Inner(layer.Config.Take("layer"));
        if (type == "Dense") ReadDense(config, arrays, layer.Name);
        else if (type == "Activation") Activate(layer, Activation(config.Take("activation")));
        else throw config.Wrong($"the layer '{layer.Name}' applies a '{type}' to each step; expected Dense or Activation");
        config.RequireNoneLeft();
    }

    private void ReadDense(JsonPart config, IReadOnlyList<KerasArray> arrays, string name)
    {
        KerasLayerList.Ignore(config, "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "lora_rank", "lora_alpha");
        int units = config.Take("units").Whole(1, FormatLimits.Width);
        bool bias = config.Take("use_bias").Flag();
        ActivationSpec activation = Activation(config.Take("activation"));
        RequireCount(name, arrays, bias ? 2 : 1);
        int inputs = Begin(arrays[0]);
        string prefix = _network.Add(new DenseSpec(units) { Activation = activation, Bias = bias });
        _network.Tensors.Add($"{prefix}.weight", new([units, inputs]), GateOrder.FromColumns(Values(arrays[0], inputs, units), inputs, [0]));
        if (bias) _network.Tensors.Add($"{prefix}.bias", new([units]), Values(arrays[1], units));
        _width = units;
    }

    private void ReadRecurrent(KerasLayer layer, string type, JsonPart config, IReadOnlyList<KerasArray> arrays, Merge? merge)
    {
        if (_output != OutputMode.EveryStep) throw layer.Config.Wrong($"layer '{layer.Name}' reads one vector for a sequence as if it were steps");
        KerasLayerList.Ignore(config, "kernel_initializer", "recurrent_initializer", "bias_initializer", "unit_forget_bias", "kernel_regularizer", "recurrent_regularizer", "bias_regularizer",
            "activity_regularizer", "kernel_constraint", "recurrent_constraint", "bias_constraint", "implementation", "unroll", "stateful", "time_major", "seed", "zero_output_for_mask", "use_cudnn", "return_state");
        int units = config.Take("units").Whole(1, FormatLimits.Width);
        bool bias = config.Take("use_bias").Flag(), sequences = config.Take("return_sequences").Flag();
        bool backwards = config.TakeIfAny("go_backwards")?.Flag() == true;
        if (backwards && (sequences || merge is not null)) throw config.Wrong($"layer '{layer.Name}' goes backwards and gives its outputs in that order; RnnGen gives them in the order of time");
        int each = bias ? 3 : 2;
        RequireCount(layer.Name, arrays, merge is null ? each : 2 * each);
        ActivationSpec activation = Activation(config.Take("activation"));
        ActivationSpec gate = type == "SimpleRNN" ? RnnGen.Activation.Sigmoid : Activation(config.Take("recurrent_activation"));
        double dropout = config.TakeIfAny("dropout")?.Number() ?? 0, recurrentDropout = config.TakeIfAny("recurrent_dropout")?.Number() ?? 0;
        bool after = type == "GRU" && ResetsAfter(config, arrays, bias);
        RecurrentSpec spec = type switch
        {
            "LSTM" => new LstmSpec(units) { Activation = activation, OutputActivation = activation, GateActivation = gate },
            "GRU" => new GruSpec(units) { Activation = activation, GateActivation = gate, Reset = after ? GruReset.AfterProduct : GruReset.BeforeProduct },
            "SimpleRNN" => new RnnSpec(units) { Activation = activation },
            _ => throw config.Wrong($"the layer '{layer.Name}' is a '{type}'; expected LSTM, GRU or SimpleRNN"),
        };
        if (dropout > 0) _assumed.Add($"Layer '{layer.Name}' drops inputs in training, which the declaration does not say.");
        int inputs = Begin(arrays[0]);
        string prefix = _network.Add(spec with
        {
            Bias = bias, RecurrentDropout = recurrentDropout is > 0 and < 1 ? (float)recurrentDropout : 0, Merge = merge ?? Merge.Concat,
            Direction = merge is not null ? Direction.Bidirectional : backwards ? Direction.Backward : Direction.Forward,
        });
        IReadOnlyList<int> order = type switch { "LSTM" => GateOrder.Lstm, "GRU" => GateOrder.GruKeras, _ => [0] };
        if (merge is not null || !backwards) Add(prefix, "_l0", [.. arrays.Take(each)], inputs, units, order, after);
        if (merge is not null || backwards) Add(prefix, "_l0_reverse", [.. arrays.Skip(backwards ? 0 : each)], inputs, units, order, after);
        _width = merge == Merge.Concat ? 2 * units : units;
        if (!sequences) Pool(layer, OutputMode.FinalState);
    }

    /// <summary>Files from before there was a choice do not say it; the shape of the bias does.</summary>
    private static bool ResetsAfter(JsonPart config, IReadOnlyList<KerasArray> arrays, bool bias)
    {
        bool? said = config.TakeIfAny("reset_after")?.Flag();
        if (!bias) return said ?? throw config.Wrong("'reset_after' is missing, and without biases nothing else tells");
        bool shown = arrays[2].Shape.Count == 2;
        return said is { } value && value != shown ? throw config.Wrong($"'reset_after' is {value}, but the bias has {arrays[2].Shape.Count} axes") : shown;
    }

    private void Add(string prefix, string suffix, KerasArray[] arrays, int inputs, int units, IReadOnlyList<int> order, bool after)
    {
        int rows = order.Count * units;
        _network.Tensors.Add($"{prefix}.weight_ih{suffix}", new([rows, inputs]), GateOrder.FromColumns(Values(arrays[0], inputs, rows), inputs, order));
        _network.Tensors.Add($"{prefix}.weight_hh{suffix}", new([rows, units]), GateOrder.FromColumns(Values(arrays[1], units, rows), units, order));
        if (arrays.Length < 3) return;
        if (!after)
        {
            _network.Tensors.Add($"{prefix}.bias{suffix}", new([rows]), GateOrder.FromColumns(Values(arrays[2], rows), 1, order));
            return;
        }
        float[] both = Values(arrays[2], 2, rows);
        _network.Tensors.Add($"{prefix}.bias_ih{suffix}", new([rows]), GateOrder.FromColumns(both.AsSpan(0, rows), 1, order));
        _network.Tensors.Add($"{prefix}.bias_hh{suffix}", new([rows]), GateOrder.FromColumns(both.AsSpan(rows), 1, order));
    }

    /// <summary>The width that comes in; the first layer's is the input's.</summary>
    private int Begin(KerasArray kernel)
    {
        if (_network.Last is null)
        {
            if (kernel.Shape is not [var rows, _] || rows is < 1 or > FormatLimits.Width) throw file.Wrong($"array '{kernel.Path}': expected two axes, found [{string.Join(", ", kernel.Shape)}]");
            _width = (int)rows;
            if (_inputWidth is { } said && said != _width) throw file.Wrong($"the input is {said} wide, array '{kernel.Path}' is for {_width}");
            _network.Add(new InputSpec(_width));
        }
        return _width;
    }

    private void Pool(KerasLayer layer, OutputMode mode)
    {
        if (_output != OutputMode.EveryStep || _network.Last is not RecurrentSpec) throw layer.Config.Wrong($"layer '{layer.Name}' makes one vector of a sequence; RnnGen has that after a recurrent layer only");
        _output = mode;
    }

    /// <summary>A function by itself belongs to the dense layer before it; elsewhere it becomes one with the unit matrix.</summary>
    private void Activate(KerasLayer layer, ActivationSpec activation)
    {
        if (activation.Kind == RnnGen.Activation.Identity) return;
        if (_network.Last is DenseSpec { Activation.Kind: RnnGen.Activation.Identity } dense)
        {
            _network.ReplaceLast(dense with { Activation = activation });
            return;
        }
        if (_network.Last is null or SourceSpec || _width > 4096) throw layer.Config.Wrong($"layer '{layer.Name}' applies a function to what no layer of weights gives");
        string prefix = _network.Add(new DenseSpec(_width) { Activation = activation, Bias = false });
        var unit = new float[_width * _width];
        for (int i = 0; i < _width; i++) unit[i * _width + i] = 1;
        _network.Tensors.Add($"{prefix}.weight", new([_width, _width]), unit);
    }

    private static ActivationSpec ReadActivationLayer(KerasLayer layer)
    {
        JsonPart config = layer.Config;
        float Number(string[] keys, float missing) => keys.Select(config.TakeIfAny).FirstOrDefault(part => part is not null) is { } found ? (float)found.Number() : missing;
        switch (layer.Type)
        {
            case "Softmax":
                if (config.TakeIfAny("axis") is { } axis && axis.Whole(-1, 8) != -1) throw axis.Wrong("expected the last axis, −1");
                return RnnGen.Activation.Softmax;
            case "ReLU":
                if (config.TakeIfAny("max_value") is { } most) throw most.Wrong("a bounded ReLU cannot be expressed");
                float slope = Number(["negative_slope"], 0), threshold = Number(["threshold"], 0);
                if (threshold != 0) throw config.Wrong($"layer '{layer.Name}': a threshold cannot be expressed");
                return slope == 0 ? RnnGen.Activation.Relu : new ActivationSpec(RnnGen.Activation.LeakyRelu, slope, 0);
            case "LeakyReLU":
                return new ActivationSpec(RnnGen.Activation.LeakyRelu, Number(["alpha", "negative_slope"], 0.3f), 0);
            default:
                return new ActivationSpec(RnnGen.Activation.Elu, Number(["alpha"], 1), 0);
        }
    }

    private ActivationSpec Activation(JsonPart name)
    {
        string text = name.Text();
        switch (text)
        {
            case "hard_sigmoid":
                // Two functions of this name: clip(0.2·x + 0.5) before version 3, clip(x/6 + 0.5) since.
                int major = version is { } said && int.TryParse(said.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
                    : throw name.Wrong("'hard_sigmoid' is one function before Keras 3 and another since, and the file does not say its version");
                return new ActivationSpec(RnnGen.Activation.HardSigmoid, major < 3 ? 0.2f : 1 / 6f, 0.5f);
            case "softplus":
                return RnnGen.Activation.Softplus;
            case "softsign":
                return RnnGen.Activation.Softsign;
            case "leaky_relu":
                return new ActivationSpec(RnnGen.Activation.LeakyRelu, 0.2f, 0);
            default:
                return Activations.Read(name);
        }
    }

    private void RequireCount(string layer, IReadOnlyList<KerasArray> arrays, int count)
    {
        if (arrays.Count != count) throw file.Wrong($"layer '{layer}': expected {count} arrays, found {arrays.Count}{(arrays.Count == 0 ? "" : $": {string.Join(", ", arrays.Select(array => array.Path))}")}");
    }

    private float[] Values(KerasArray array, params int[] shape)
    {
        if (!array.Shape.SequenceEqual(shape.Select(size => (long)size)))
        {
            throw file.Wrong($"array '{array.Path}': expected [{string.Join(", ", shape)}], found [{string.Join(", ", array.Shape)}]");
        }
        return array.Read();
    }
}
