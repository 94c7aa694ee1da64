namespace RnnGen.Formats;

/// <summary>A layer of a model's configuration.</summary>
/// <param name="Type">Its class.</param>
/// <param name="Name">Its name.</param>
/// <param name="Config">Its configuration.</param>
internal sealed record KerasLayer(string Type, string Name, JsonPart Config);

/// <summary>The layers of a model, in the order of the data's way: of a Sequential one as they stand, of a functional one by their connections.</summary>
internal static class KerasLayerList
{
    /// <summary>Reads a model's configuration.</summary>
    /// <exception cref="ModelFormatException">It is not one chain of layers.</exception>
    public static IReadOnlyList<KerasLayer> Read(JsonPart model)
    {
        Ignore(model, "module", "registered_name", "build_config", "compile_config", "backend", "keras_version");
        JsonPart type = model.Take("class_name"), config = model.Take("config");
        model.RequireNoneLeft();
        switch (type.Text())
        {
            case "Sequential":
                // Old files have the list itself.
                if (config.Kind == System.Text.Json.JsonValueKind.Array) return [.. config.Items().Select(layer => Layer(layer))];
                Ignore(config, "name", "trainable", "dtype", "build_input_shape");
                KerasLayer[] layers = [.. config.Take("layers").Items().Select(layer => Layer(layer))];
                config.RequireNoneLeft();
                return layers;
            case "Functional" or "Model":
                return Functional(config);
            default:
                throw type.Wrong($"the model is a '{type.Text()}'; Sequential and Functional ones are read");
        }
    }

    private static KerasLayer[] Functional(JsonPart config)
    {
        Ignore(config, "name", "trainable", "dtype");
        JsonPart list = config.Take("layers");
        string input = OnlyEnd(config.Take("input_layers")), output = OnlyEnd(config.Take("output_layers"));
        config.RequireNoneLeft();
        var layers = new Dictionary<string, (KerasLayer Layer, string? Reads)>();
        foreach (JsonPart part in list.Items())
        {
            string? reads = Inbound(part.Take("inbound_nodes"));
            KerasLayer layer = Layer(part);
            if (!layers.TryAdd(layer.Name, (layer, reads))) throw part.Wrong($"the layer '{layer.Name}' stands twice");
        }
        var chain = new List<KerasLayer>();
        for (string? name = output; name is not null;)
        {
            if (!layers.Remove(name, out (KerasLayer Layer, string? Reads) found)) throw list.Wrong($"the way from the output leads to '{name}', which is no layer or was passed already");
            chain.Insert(0, found.Layer);
            name = found.Reads;
        }
        if (chain[0].Name != input) throw list.Wrong($"the way from the output leads to '{chain[0].Name}', not to the input '{input}'");
        if (layers.Count > 0) throw list.Wrong($"the layer '{layers.Keys.First()}' is not on the way from the input to the output; only chains of layers are read");
        return [.. chain];
    }

    private static KerasLayer Layer(JsonPart layer)
    {
        Ignore(layer, "module", "registered_name", "build_config");
        string type = layer.Take("class_name").Text();
        JsonPart config = layer.Take("config");
        string name = layer.TakeIfAny("name")?.Text() ?? config.TakeIfAny("name")?.Text() ?? "";
        config.TakeIfAny("name");
        layer.RequireNoneLeft();
        return new KerasLayer(type, name, config);
    }

    /// <summary>The name of the only input or output: ["x", 0, 0], in a list of its own or not.</summary>
    private static string OnlyEnd(JsonPart ends)
    {
        IReadOnlyList<JsonPart> items = ends.Items();
        if (items.Count > 0 && items[0].Kind == System.Text.Json.JsonValueKind.Array)
        {
            items = items.Count == 1 ? items[0].Items() : throw ends.Wrong($"expected one, found {items.Count}");
        }
        return items.Count == 3 && items[2].Whole(0, int.MaxValue) == 0 ? items[0].Text() : throw ends.Wrong("expected one, with its first output");
    }

    /// <summary>The layer whose first output this one reads; null for an input.</summary>
    private static string? Inbound(JsonPart nodes)
    {
        IReadOnlyList<JsonPart> calls = nodes.Items();
        if (calls.Count == 0) return null;
        if (calls.Count > 1) throw nodes.Wrong("the layer is used several times; RnnGen's layers do not share weights");
        JsonPart call = calls[0];
        if (call.Kind == System.Text.Json.JsonValueKind.Object)
        {
            // Keras 3: arguments, of which the first is a tensor with its history.
            if (call.Take("args").Items() is not [JsonPart tensor]) throw call.Wrong("expected one argument, a layer's output");
            if (call.TakeIfAny("kwargs") is { } options) Harmless(options);
            JsonPart history = tensor.Take("config").Take("keras_history");
            return Source(history, history.Items());
        }
        if (call.Items() is not [JsonPart source]) throw call.Wrong($"expected one layer to read from, found {call.Items().Count}");
        IReadOnlyList<JsonPart> parts = source.Items();
        if (parts.Count == 4) Harmless(parts[3]);
        return Source(source, parts.Count == 4 ? [.. parts.Take(3)] : parts);
    }

    private static string Source(JsonPart where, IReadOnlyList<JsonPart> parts) =>
        parts.Count == 3 && parts[1].Whole(0, int.MaxValue) >= 0 && parts[2].Whole(0, int.MaxValue) == 0 ? parts[0].Text() : throw where.Wrong("expected the first output of a layer");

    private static void Harmless(JsonPart options)
    {
        options.TakeIfAny("training");
        options.TakeIfAny("mask");
        foreach (string key in options.Keys) options.TakeIfAny(key);   // null where nothing was given
        options.RequireNoneLeft();
    }

    /// <summary>Takes keys that do not change what the network computes.</summary>
    public static void Ignore(JsonPart part, params string[] keys)
    {
        foreach (string key in keys) part.TakeIfAny(key);
    }
}
