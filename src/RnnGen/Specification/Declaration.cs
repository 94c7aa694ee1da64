using System.Globalization;
using System.Text;

namespace RnnGen;

/// <summary>A declaration's canonical text: attributes in order, properties in a fixed order, defaults left out.</summary>
internal static class Declaration
{
    /// <summary>Everything that was declared.</summary>
    public static string Write(ParameterSpec spec) => Write(spec, training: true);

    /// <summary>What decides the numbers a trained model gives: without dropout. Files carry this.</summary>
    public static string WriteForFile(ParameterSpec spec) => Write(spec, training: false);

    private static string Write(ParameterSpec spec, bool training) => spec switch
    {
        ModelSpec model => Write(model, training),
        Seq2SeqSpec pair => new AttributeText("Seq2Seq")
            .Add("Bridge", pair.Bridge, Bridge.Identity)
            .Add("BridgeActivation", pair.BridgeActivation, Activation.Tanh)
            + $" encoder: {Write(pair.Encoder, training)} decoder: {Write(pair.Decoder, training)}",
        _ => throw new NotSupportedException($"{spec.GetType().Name} has no declaration."),
    };

    private static string Write(ModelSpec spec, bool training)
    {
        var text = new StringBuilder(new AttributeText("RnnModel")
            .Add("Output", spec.Output, OutputMode.EveryStep)
            .Add("InputSkip", spec.InputSkip, false)
            .ToString());
        foreach (LayerSpec layer in spec.Layers)
        {
            if (layer is DropoutSpec && !training) continue;
            text.Append(' ').Append(WriteLayer(layer, training));
        }
        return text.ToString();
    }

    private static AttributeText WriteLayer(LayerSpec layer, bool training)
    {
        AttributeText text = layer switch
        {
            InputSpec input => new AttributeText("Input", input.Size),
            OneHotSpec oneHot => new AttributeText("OneHot", oneHot.Vocabulary),
            EmbeddingSpec embedding => new AttributeText("Embedding", embedding.Vocabulary, embedding.Size),
            DropoutSpec dropout => new AttributeText("Dropout", dropout.Probability),
            DenseSpec dense => new AttributeText("Dense", dense.Size)
                .Add("Activation", dense.Activation, Activation.Identity)
                .Add("Bias", dense.Bias, true)
                .Add("Tied", dense.Tied, false),
            RecurrentSpec recurrent => WriteRecurrent(recurrent, training),
            _ => throw new NotSupportedException($"Layer {layer.GetType().Name} has no declaration."),
        };
        return text.Add("Name", layer.Name, null);
    }

    private static AttributeText WriteRecurrent(RecurrentSpec layer, bool training)
    {
        string name = layer switch
        {
            RnnSpec => "Rnn",
            LstmSpec => "Lstm",
            GruSpec => "Gru",
            MinGruSpec => "MinGru",
            _ => throw new NotSupportedException($"Layer {layer.GetType().Name} has no declaration."),
        };
        AttributeText text = new AttributeText(name, layer.Hidden)
            .Add("Layers", layer.Layers, 1)
            .Add("Direction", layer.Direction, Direction.Forward)
            .Add("Merge", layer.Merge, Merge.Concat)
            .Add("Skip", layer.Skip, Skip.None)
            .Add("Bias", layer.Bias, true);
        if (training)
        {
            text.Add("Dropout", layer.Dropout, 0f).Add("RecurrentDropout", layer.RecurrentDropout, 0f);
        }
        text.Add("LayerNorm", layer.LayerNorm, false);
        return layer switch
        {
            RnnSpec rnn => text.Add("Activation", rnn.Activation, Activation.Tanh),
            LstmSpec lstm => text
                .Add("Projection", lstm.Projection, 0)
                .Add("Peephole", lstm.Peephole, false)
                .Add("Gates", lstm.Gates, LstmGates.Standard)
                .Add("GateActivation", lstm.GateActivation, Activation.Sigmoid)
                .Add("Activation", lstm.Activation, Activation.Tanh)
                .Add("OutputActivation", lstm.OutputActivation, Activation.Tanh)
                .Add("Clip", lstm.Clip, 0f)
                .Add("CellClip", lstm.CellClip, 0f),
            GruSpec gru => text
                .Add("Reset", gru.Reset, GruReset.AfterProduct)
                .Add("GateActivation", gru.GateActivation, Activation.Sigmoid)
                .Add("Activation", gru.Activation, Activation.Tanh)
                .Add("Clip", gru.Clip, 0f),
            _ => text,
        };
    }

    /// <summary>Collects one attribute's arguments.</summary>
    private sealed class AttributeText(string name, params object[] arguments)
    {
        private readonly List<string> _arguments = arguments.Select(Value).ToList();

        public AttributeText Add<T>(string property, T value, T @default)
        {
            if (!EqualityComparer<T>.Default.Equals(value, @default)) _arguments.Add($"{property} = {Value(value!)}");
            return this;
        }

        public AttributeText Add(string property, ActivationSpec value, Activation @default)
        {
            Add(property, value.Kind, @default);
            Add(property + "Alpha", value.Alpha, ActivationSpec.DefaultAlpha(value.Kind));
            return Add(property + "Beta", value.Beta, ActivationSpec.DefaultBeta(value.Kind));
        }

        public override string ToString() => _arguments.Count == 0 ? $"[{name}]" : $"[{name}({string.Join(", ", _arguments)})]";

        private static string Value(object value) => value switch
        {
            bool flag => flag ? "true" : "false",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            int number => number.ToString(CultureInfo.InvariantCulture),
            Enum choice => $"{choice.GetType().Name}.{choice}",
            string text => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
            _ => throw new NotSupportedException($"{value.GetType().Name} has no text."),
        };
    }
}
