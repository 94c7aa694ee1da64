namespace RnnGen.Generator.Tests.Differential;

/// <summary>A recurrent layer of a draw, with all that stands around it.</summary>
internal sealed record Subject(Draw Draw, int Index)
{
    public ModelSpec Model => Draw.Model;

    public RecurrentSpec Layer => (RecurrentSpec)Model.Layers[Index];

    /// <summary>One for each recurrent layer.</summary>
    public static IEnumerable<Subject> Of(Draw draw) =>
        Enumerable.Range(0, draw.Model.Layers.Count).Where(index => draw.Model.Layers[index] is RecurrentSpec).Select(index => new Subject(draw, index));
}

/// <summary>Something about a recurrent layer that can have one of several values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">Its value; null where the layer has no such property.</param>
/// <param name="Values">All values.</param>
internal sealed record Property(string Name, Func<Subject, object?> Of, params object[] Values)
{
    /// <summary>Which values of other properties a value needs; beside <c>null</c>, every value does.</summary>
    public IReadOnlyList<(object? Value, string Other, object[] Values)> Needs { get; init; } = [];

    /// <summary>All properties of which every pair of values is to occur.</summary>
    public static IReadOnlyList<Property> All { get; } =
    [
        new("Cell", s => CellOf(s.Layer), "Rnn", "Lstm", "GruAfter", "GruBefore", "MinGru"),
        new("Size", s => s.Layer.Hidden switch { < 5 => "1–4", < 17 => "5–16", < 34 => "17–33", _ => "34–70" }, "1–4", "5–16", "17–33", "34–70"),
        new("Layers", s => s.Layer.Layers, 1, 2, 3),
        new("Direction", s => s.Layer.Direction, Choices<Direction>()),
        new("Merge", s => s.Layer.Direction == Direction.Bidirectional ? s.Layer.Merge : null, Choices<Merge>()) { Needs = [(null, "Direction", [Direction.Bidirectional])] },
        new("Skip", s => s.Layer.Layers > 1 ? s.Layer.Skip : null, Choices<Skip>()) { Needs = [(null, "Layers", [2, 3])] },
        new("Dropout", s => s.Layer.Layers > 1 ? s.Layer.Dropout > 0 : null, true, false) { Needs = [(null, "Layers", [2, 3])] },
        new("RecurrentDropout", s => s.Layer.RecurrentDropout > 0, true, false) { Needs = [(true, "Cell", ["Rnn", "Lstm", "GruAfter", "GruBefore"])] },
        new("Bias", s => s.Layer.Bias, true, false),
        new("LayerNorm", s => s.Layer.LayerNorm, true, false) { Needs = [(true, "Cell", ["Rnn", "Lstm", "GruAfter", "GruBefore"])] },
        new("Activation", s => s.Layer switch { RnnSpec rnn => rnn.Activation.Kind, LstmSpec lstm => lstm.Activation.Kind, GruSpec gru => gru.Activation.Kind, _ => null }, Elementwise)
        {
            Needs = [(null, "Cell", ["Rnn", "Lstm", "GruAfter", "GruBefore"])],
        },
        new("GateActivation", s => s.Layer switch { LstmSpec lstm => lstm.GateActivation.Kind, GruSpec gru => gru.GateActivation.Kind, _ => null }, Elementwise)
        {
            Needs = [(null, "Cell", ["Lstm", "GruAfter", "GruBefore"])],
        },
        new("Clip", s => s.Layer switch { LstmSpec lstm => lstm.Clip > 0, GruSpec gru => gru.Clip > 0, _ => null }, true, false) { Needs = [(null, "Cell", ["Lstm", "GruAfter", "GruBefore"])] },
        OfLstm("OutputActivation", lstm => lstm.OutputActivation.Kind, Elementwise),
        OfLstm("Projection", lstm => lstm.Projection > 0, true, false),
        OfLstm("Peephole", lstm => lstm.Peephole, true, false),
        OfLstm("Gates", lstm => lstm.Gates, Choices<LstmGates>()),
        OfLstm("CellClip", lstm => lstm.CellClip > 0, true, false),
        new("Name", s => s.Layer.Name switch { null => "default", "" => "empty", _ => "given" }, "default", "empty", "given"),
        new("Below", s => s.Model.Layers[s.Index - 1] switch { DenseSpec => "dense", DropoutSpec => "dropout", RecurrentSpec => "recurrent", _ => "source" }, "dense", "dropout", "recurrent", "source"),
        new("Above", s => s.Index + 1 == s.Model.Layers.Count ? "nothing" : s.Model.Layers[s.Index + 1] switch { DenseSpec => "dense", DropoutSpec => "dropout", _ => "recurrent" },
            "nothing", "dense", "dropout", "recurrent"),
        new("Sources", s => string.Join(" + ", s.Model.Sources.Select(source => source.GetType().Name.Replace("Spec", ""))),
            "Input", "OneHot", "Embedding", "Embedding + Embedding", "OneHot + Embedding", "Embedding + OneHot + OneHot"),
        new("Output", s => s.Model.Output, Choices<OutputMode>()),
        new("InputSkip", s => s.Model.InputSkip, true, false) { Needs = [(true, "Sources", ["Input"]), (true, "Output", [OutputMode.EveryStep])] },
        new("Head", s => s.Model.Layers[^1] is DenseSpec head ? head.Activation.Kind : null, Choices<Activation>()) { Needs = [(null, "Above", ["dense", "dropout", "recurrent"])] },
        new("Head bias", s => s.Model.Layers[^1] is DenseSpec head ? head.Bias : null, true, false) { Needs = [(null, "Above", ["dense", "dropout", "recurrent"])] },
        new("Head tied", s => s.Model.Layers[^1] is DenseSpec head ? head.Tied : null, true, false)
        {
            Needs = [(null, "Above", ["dense", "dropout", "recurrent"]), (true, "Sources", ["Embedding"]), (true, "InputSkip", [false])],
        },
        new("Steps", s => s.Draw.Batch!.Steps switch { 1 => "1", < 6 => "2–5", < 20 => "6–19", _ => "20–40" }, "1", "2–5", "6–19", "20–40"),
        new("Rows", s => s.Draw.Batch!.Rows, 1, 2, 3, 4, 5),
    ];

    /// <summary>The value's text; null where the layer has no such property.</summary>
    public string? ValueOf(Subject subject) => Of(subject)?.ToString();

    /// <summary>The texts that property <paramref name="other"/> may have beside <paramref name="value"/>; null where any will do.</summary>
    public IReadOnlyList<string>? Beside(string value, string other) => other == Name ? [value]
        : Needs.Where(need => need.Other == other && (need.Value is null || need.Value.ToString() == value)).Select(need => need.Values.Select(allowed => allowed.ToString()!).ToArray()).FirstOrDefault();

    private static Property OfLstm(string name, Func<LstmSpec, object> of, params object[] values) =>
        new(name, s => s.Layer is LstmSpec lstm ? of(lstm) : null, values) { Needs = [(null, "Cell", ["Lstm"])] };

    private static object[] Choices<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Cast<object>()];

    private static object[] Elementwise => [.. Enum.GetValues<Activation>().Where(kind => kind != Activation.Softmax).Cast<object>()];

    private static string CellOf(RecurrentSpec layer) => layer switch
    {
        GruSpec { Reset: GruReset.BeforeProduct } => "GruBefore",
        GruSpec => "GruAfter",
        _ => layer.GetType().Name.Replace("Spec", ""),
    };
}
