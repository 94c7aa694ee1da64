namespace RnnGen.Generator.Tests.Differential;

/// <summary>Counts how often each value of each property occurred, so that a test that tries many shows what it tried.</summary>
internal sealed class Census
{
    private readonly SortedDictionary<string, SortedDictionary<string, int>> _counts = new(StringComparer.Ordinal);

    public void Count(ModelSpec model)
    {
        Add("Output", model.Output);
        Add("InputSkip", model.InputSkip);
        Add("Sources", string.Join(" + ", model.Sources.Select(source => KindOf(source))));
        Add("Dropout", string.Concat(model.Layers.Where(layer => layer is DropoutSpec or RecurrentSpec).Select(layer => layer is DropoutSpec ? 'o' : 'R')));
        Add("Order", string.Concat(model.Layers.Where(layer => layer is not (SourceSpec or DropoutSpec)).Select(layer => layer is DenseSpec ? 'D' : 'R')));
        foreach (LayerSpec layer in model.Layers) Count(layer);
    }

    /// <summary>How often a value occurred.</summary>
    public int this[string property, object value] =>
        _counts.TryGetValue(property, out SortedDictionary<string, int>? values) ? values.GetValueOrDefault(value.ToString()!) : 0;

    public override string ToString() =>
        string.Join("\n", _counts.Select(property => $"{property.Key}: {string.Join(", ", property.Value.Select(value => $"{value.Key} {value.Value}"))}"));

    private void Count(LayerSpec layer)
    {
        Add("Kind", KindOf(layer));
        if (layer is not (OneHotSpec or InputSpec or DropoutSpec)) Add("Name", layer.Name switch { null => "default", "" => "empty", _ => "given" });
        switch (layer)
        {
            case DenseSpec dense:
                Add("Dense.Bias", dense.Bias);
                Add("Dense.Tied", dense.Tied);
                Add("Dense.Activation", dense.Activation.Kind);
                break;
            case RecurrentSpec recurrent:
                Add($"{KindOf(layer)}.Layers", recurrent.Layers);
                Add($"{KindOf(layer)}.Bias", recurrent.Bias);
                Add($"{KindOf(layer)}.Direction", recurrent.Direction);
                if (recurrent.Direction == Direction.Bidirectional) Add("Merge", recurrent.Merge);
                if (recurrent.Layers > 1) Add($"{KindOf(layer)}.Dropout", recurrent.Dropout > 0);
                Add($"{KindOf(layer)}.RecurrentDropout", recurrent.RecurrentDropout > 0);
                if (recurrent.Layers > 1) Add($"Skip of {recurrent.Layers} layers", recurrent.Skip);
                Add($"{KindOf(layer)} size", recurrent.Hidden switch { < 5 => "1–4", < 17 => "5–16", < 34 => "17–33", < 100 => "34–70", _ => "100–300" });
                CountOwn(recurrent);
                break;
        }
    }

    private void CountOwn(RecurrentSpec layer)
    {
        switch (layer)
        {
            case RnnSpec rnn:
                Add("Rnn.Activation", rnn.Activation.Kind);
                break;
            case LstmSpec lstm:
                Add("Lstm.Projection", lstm.Projection > 0);
                Add("Lstm.Gates", lstm.Gates);
                Add("Lstm.Peephole", lstm.Peephole);
                Add("Lstm.Clip", lstm.Clip > 0);
                Add("Lstm.CellClip", lstm.CellClip > 0);
                Add("Lstm.GateActivation", lstm.GateActivation.Kind);
                Add("Lstm.Activation", lstm.Activation.Kind);
                Add("Lstm.OutputActivation", lstm.OutputActivation.Kind);
                break;
            case GruSpec gru:
                Add($"{KindOf(gru)}.GateActivation", gru.GateActivation.Kind);
                Add($"{KindOf(gru)}.Activation", gru.Activation.Kind);
                Add($"{KindOf(gru)}.Clip", gru.Clip > 0);
                break;
        }
    }

    private static string KindOf(LayerSpec layer) => layer switch
    {
        GruSpec { Reset: GruReset.BeforeProduct } => "GruBefore",
        GruSpec => "GruAfter",
        _ => layer.GetType().Name.Replace("Spec", ""),
    };

    private void Add(string property, object value)
    {
        if (!_counts.TryGetValue(property, out SortedDictionary<string, int>? values)) _counts[property] = values = new(StringComparer.Ordinal);
        string text = value.ToString()!;
        values[text] = values.GetValueOrDefault(text) + 1;
    }
}
