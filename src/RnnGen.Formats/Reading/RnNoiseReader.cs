using System.Globalization;

namespace RnnGen.Formats;

/// <summary>
/// RNNoise v0.1 as text: six layers, each nb_inputs, nb_neurons, activation, then whole numbers, every one 1/256 of its value. Its
/// GRUs reset before the product, and the layers read each other's outputs.
/// </summary>
internal sealed class RnNoiseReader : IModelReader
{
    private const string Input = ImportedPart.ModelInput;

    private static readonly (string Name, bool IsGru, string[] Reads)[] s_layers =
    [
        ("input_dense", false, [Input]),
        ("vad_gru", true, ["input_dense"]),
        ("noise_gru", true, ["input_dense", "vad_gru", Input]),
        ("denoise_gru", true, ["vad_gru", "noise_gru", Input]),
        ("denoise_output", false, ["denoise_gru"]),
        ("vad_output", false, ["vad_gru"]),
    ];

    public ModelFormat Format => ModelFormat.RnNoise;

    private static ReadOnlySpan<byte> FirstLine => "rnnoise-nu model file version "u8;

    public bool Recognizes(InputFile file) => file.StartsWith(FirstLine);

    public ImportedModel Read(InputFile file)
    {
        var numbers = new Numbers(file, FirstLine.Length);
        if (numbers.Take("version", 0, int.MaxValue) is not 1 and int version) throw file.Wrong($"expected version 1, found {version}");
        var parts = new List<ImportedPart>();
        var widths = new Dictionary<string, int>();
        foreach ((string name, bool isGru, string[] reads) in s_layers)
        {
            // RNNoise's own reader allows no more than 128.
            int inputs = numbers.Take($"{name}.nb_inputs", 1, 128), units = numbers.Take($"{name}.nb_neurons", 1, 128);
            widths.TryAdd(Input, inputs);
            int expected = reads.Sum(source => widths[source]);
            if (inputs != expected) throw file.Wrong($"{name}.nb_inputs: expected {expected}, the width of what it reads, found {inputs}");
            widths.Add(name, units);
            Activation activation = numbers.Take($"{name}.activation", 0, 2) switch { 0 => Activation.Tanh, 1 => Activation.Sigmoid, _ => Activation.Relu };
            parts.Add(new ImportedPart(isGru ? ReadGru(numbers, name, inputs, units, activation, file) : ReadDense(numbers, name, inputs, units, activation, file))
            {
                Name = name, Reads = reads,
            });
        }
        numbers.RequireEnd();
        return new ImportedModel([.. parts]) { Format = Format, Outputs = ["denoise_output", "vad_output"] };
    }

    private static ParameterBuffer ReadDense(Numbers numbers, string name, int inputs, int units, Activation activation, InputFile file)
    {
        var network = new NetworkBuilder(file.Source);
        network.Add(new InputSpec(inputs));
        network.Add(new DenseSpec(units) { Activation = activation, Name = "" });
        network.Tensors.Add("weight", new([units, inputs]), GateOrder.FromColumns(numbers.TakeWeights($"{name}.weights", inputs * units), inputs, [0]));
        network.Tensors.Add("bias", new([units]), numbers.TakeWeights($"{name}.bias", units));
        return network.Build();
    }

    private static ParameterBuffer ReadGru(Numbers numbers, string name, int inputs, int units, Activation activation, InputFile file)
    {
        var network = new NetworkBuilder(file.Source);
        int rows = 3 * units;
        network.Add(new InputSpec(inputs));
        network.Add(new GruSpec(units) { Reset = GruReset.BeforeProduct, Activation = activation, Name = "" });
        network.Tensors.Add("weight_ih_l0", new([rows, inputs]), GateOrder.FromColumns(numbers.TakeWeights($"{name}.input_weights", inputs * rows), inputs, GateOrder.GruKeras));
        network.Tensors.Add("weight_hh_l0", new([rows, units]), GateOrder.FromColumns(numbers.TakeWeights($"{name}.recurrent_weights", units * rows), units, GateOrder.GruKeras));
        network.Tensors.Add("bias_l0", new([rows]), GateOrder.FromColumns(numbers.TakeWeights($"{name}.bias", rows), 1, GateOrder.GruKeras));
        return network.Build();
    }

    /// <summary>Whole numbers between white space.</summary>
    private sealed class Numbers(InputFile file, int start)
    {
        private int _next = start;

        public int Take(string what, int least, int most)
        {
            ReadOnlySpan<byte> text = file.Bytes.Span;
            while (_next < text.Length && IsSpace(text[_next])) _next++;
            int begin = _next;
            while (_next < text.Length && !IsSpace(text[_next])) _next++;
            if (!int.TryParse(text[begin.._next], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
            {
                throw file.Wrong($"{what}: expected a whole number from {least} to {most} at byte {begin}{(begin == text.Length ? ", found the end" : "")}");
            }
            return value;
        }

        /// <summary>Signed bytes, each 1/256 of its value.</summary>
        public float[] TakeWeights(string what, int count)
        {
            var weights = new float[count];
            for (int i = 0; i < count; i++) weights[i] = Take(what, sbyte.MinValue, sbyte.MaxValue) / 256f;
            return weights;
        }

        public void RequireEnd()
        {
            if (file.Bytes.Span[_next..].ToArray().Any(item => !IsSpace(item))) throw file.Wrong($"expected the end at byte {_next}, found more");
        }

        private static bool IsSpace(byte item) => item is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
    }
}
