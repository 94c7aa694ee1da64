namespace RnnGen.Generator.Emit;

/// <summary>A <see cref="ModelSpec"/> or <see cref="Seq2SeqSpec"/> as the C# that makes it; what has its default is left out.</summary>
internal static class SpecExpression
{
    private const string Prefix = "global::RnnGen.";

    public static string Of(ModelSpec spec) => new Construction(nameof(ModelSpec), string.Join(",", spec.Layers.Select(layer => "\n    " + Of(layer))))
        .Add(nameof(spec.Output), spec.Output, OutputMode.EveryStep)
        .Add(nameof(spec.InputSkip), spec.InputSkip, false)
        .ToString();

    public static string Of(Seq2SeqSpec pair) => new Construction(nameof(Seq2SeqSpec), $"\n    {Indented(pair.Encoder)},\n    {Indented(pair.Decoder)}")
        .Add(nameof(pair.Bridge), pair.Bridge, Bridge.Identity)
        .Add(nameof(pair.BridgeActivation), pair.BridgeActivation, Activation.Tanh)
        .ToString();

    private static string Indented(ModelSpec model) => Of(model).Replace("\n", "\n    ");

    private static string Of(LayerSpec layer)
    {
        Construction made = layer switch
        {
            InputSpec input => new Construction(nameof(InputSpec), Literal.Of(input.Size)),
            OneHotSpec oneHot => new Construction(nameof(OneHotSpec), Literal.Of(oneHot.Vocabulary)),
            EmbeddingSpec embedding => new Construction(nameof(EmbeddingSpec), Literal.Of(embedding.Vocabulary), Literal.Of(embedding.Size)),
            DropoutSpec dropout => new Construction(nameof(DropoutSpec), Literal.Of(dropout.Probability)),
            DenseSpec dense => new Construction(nameof(DenseSpec), Literal.Of(dense.Size))
                .Add(nameof(dense.Activation), dense.Activation, Activation.Identity)
                .Add(nameof(dense.Bias), dense.Bias, true)
                .Add(nameof(dense.Tied), dense.Tied, false),
            RecurrentSpec recurrent => OfRecurrent(recurrent),
            _ => throw new NotSupportedException($"{layer.GetType().Name} has no expression."),
        };
        return made.Add(nameof(layer.Name), layer.Name).ToString();
    }

    private static Construction OfRecurrent(RecurrentSpec layer)
    {
        Construction made = new Construction(layer.GetType().Name, Literal.Of(layer.Hidden))
            .Add(nameof(layer.Layers), layer.Layers, 1)
            .Add(nameof(layer.Direction), layer.Direction, Direction.Forward)
            .Add(nameof(layer.Merge), layer.Merge, Merge.Concat)
            .Add(nameof(layer.Skip), layer.Skip, Skip.None)
            .Add(nameof(layer.Bias), layer.Bias, true)
            .Add(nameof(layer.Dropout), layer.Dropout, 0f)
            .Add(nameof(layer.RecurrentDropout), layer.RecurrentDropout, 0f)
            .Add(nameof(layer.LayerNorm), layer.LayerNorm, false);
        return layer switch
        {
            RnnSpec rnn => made.Add(nameof(rnn.Activation), rnn.Activation, Activation.Tanh),
            LstmSpec lstm => made
                .Add(nameof(lstm.Projection), lstm.Projection, 0)
                .Add(nameof(lstm.Peephole), lstm.Peephole, false)
                .Add(nameof(lstm.Gates), lstm.Gates, LstmGates.Standard)
                .Add(nameof(lstm.GateActivation), lstm.GateActivation, Activation.Sigmoid)
                .Add(nameof(lstm.Activation), lstm.Activation, Activation.Tanh)
                .Add(nameof(lstm.OutputActivation), lstm.OutputActivation, Activation.Tanh)
                .Add(nameof(lstm.Clip), lstm.Clip, 0f)
                .Add(nameof(lstm.CellClip), lstm.CellClip, 0f),
            GruSpec gru => made
                .Add(nameof(gru.Reset), gru.Reset, GruReset.AfterProduct)
                .Add(nameof(gru.GateActivation), gru.GateActivation, Activation.Sigmoid)
                .Add(nameof(gru.Activation), gru.Activation, Activation.Tanh)
                .Add(nameof(gru.Clip), gru.Clip, 0f),
            _ => made,
        };
    }

    /// <summary><c>new T(arguments) { properties }</c></summary>
    private sealed class Construction(string type, params string[] arguments)
    {
        private readonly List<string> _properties = [];

        public Construction Add(string property, int value, int @default) => Add(property, value != @default, Literal.Of(value));

        public Construction Add(string property, bool value, bool @default) => Add(property, value != @default, Literal.Of(value));

        public Construction Add(string property, float value, float @default) => Add(property, value != @default, Literal.Of(value));

        public Construction Add(string property, string? value) => Add(property, value is not null, Literal.Of(value ?? ""));

        public Construction Add(string property, Enum value, Enum @default) => Add(property, !value.Equals(@default), Choice(value));

        public Construction Add(string property, ActivationSpec value, Activation @default) => Add(property, value != @default,
            value == value.Kind
                ? Choice(value.Kind)
                : $"new {Prefix}{nameof(ActivationSpec)}({Choice(value.Kind)}, {Literal.Of(value.Alpha)}, {Literal.Of(value.Beta)})");

        public override string ToString() => $"new {Prefix}{type}({string.Join(", ", arguments)})"
            + (_properties.Count == 0 ? "" : $" {{ {string.Join(", ", _properties)} }}");

        private Construction Add(string property, bool differs, string value)
        {
            if (differs) _properties.Add($"{property} = {value}");
            return this;
        }

        private static string Choice(Enum value) => $"{Prefix}{value.GetType().Name}.{value}";
    }
}
