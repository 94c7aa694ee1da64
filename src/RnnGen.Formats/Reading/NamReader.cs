using System.Globalization;

namespace RnnGen.Formats;

/// <summary>Neural Amp Modeler's <c>.nam</c> of architecture LSTM: all numbers in one flat array, with the state after silence among them.</summary>
internal sealed class NamReader : IModelReader
{
    /// <summary>Where the file says nothing.</summary>
    public const double DefaultSampleRate = 48_000;

    public ModelFormat Format => ModelFormat.Nam;

    public bool Recognizes(InputFile file) => file.Json is { } root && root.Has("architecture") && root.Has("weights");

    public ImportedModel Read(InputFile file)
    {
        JsonPart root = file.Json!;
        RequireVersion(root.Take("version"));
        JsonPart architecture = root.Take("architecture");
        if (architecture.Text() != "LSTM") throw architecture.Wrong($"expected LSTM, found '{architecture.Text()}', which is no recurrent network");
        JsonPart config = root.Take("config");
        int inputs = config.Take("input_size").Whole(1, FormatLimits.Width), hidden = config.Take("hidden_size").Whole(1, FormatLimits.Width);
        int layers = config.Take("num_layers").Whole(1, FormatLimits.Layers);
        if (config.TakeIfAny("in_channels") is { } channels && channels.Whole(1, FormatLimits.Width) != inputs)
        {
            throw channels.Wrong($"expected {inputs}, the input_size, found {channels.Json()}");
        }
        int outputs = config.TakeIfAny("out_channels")?.Whole(1, FormatLimits.Width) ?? 1;
        config.RequireNoneLeft();
        JsonPart weights = root.Take("weights");
        ModelMetadata metadata = root.TakeIfAny("metadata") is { } about ? JsonMetadata.TakeWhole(about) : ModelMetadata.Empty;
        double? rate = root.TakeIfAny("sample_rate")?.Rate();
        root.RequireNoneLeft();
        var spec = new ModelSpec(new InputSpec(inputs), new LstmSpec(hidden) { Layers = layers }, new DenseSpec(outputs));
        ImportedPart part = Unpack(spec, weights, file.Source, inputs, hidden, layers, outputs);
        return SelfCheck.Rest(file, new ImportedModel(part)
        {
            Format = Format,
            Metadata = metadata with { SampleRate = rate ?? metadata.SampleRate ?? DefaultSampleRate },
            Assumed = rate is null && metadata.SampleRate is null ? ["The sample rate is not in the file; NAM then takes 48,000 Hz."] : [],
        });
    }

    /// <summary>For each layer the joint matrix [4H, I + H], its columns input first, bias, h and c; then the head.</summary>
    private static ImportedPart Unpack(ModelSpec spec, JsonPart weights, string source, int inputs, int hidden, int layers, int outputs)
    {
        (EquatableArray<int> shape, float[] values) = weights.Tensor();
        long rows = 4L * hidden, expected = rows * (inputs + hidden) + (layers - 1) * rows * 2 * hidden + layers * 6L * hidden + outputs * (hidden + 1L);
        if (shape.Count != 1 || values.Length != expected)
        {
            throw weights.Wrong($"expected [{expected}] for input_size {inputs}, hidden_size {hidden}, num_layers {layers} and {outputs} outputs, found [{string.Join(", ", shape)}]");
        }
        int next = 0;
        var tensors = new TensorSet(source);
        var state = new Dictionary<string, IReadOnlyList<float>>();
        for (int k = 0; k < layers; k++)
        {
            int width = k == 0 ? inputs : hidden;
            var (input, recurrent) = (new float[4 * hidden * width], new float[4 * hidden * hidden]);
            for (int row = 0; row < 4 * hidden; row++)
            {
                Take(width).CopyTo(input, row * width);
                Take(hidden).CopyTo(recurrent, row * hidden);
            }
            tensors.Add($"lstm.weight_ih_l{k}", new([4 * hidden, width]), input);
            tensors.Add($"lstm.weight_hh_l{k}", new([4 * hidden, hidden]), recurrent);
            tensors.Add($"lstm.bias_l{k}", new([4 * hidden]), Take(4 * hidden));
            state.Add($"lstm.h_l{k}", Take(hidden));
            state.Add($"lstm.c_l{k}", Take(hidden));
        }
        tensors.Add("dense.weight", new([outputs, hidden]), Take(outputs * hidden));
        tensors.Add("dense.bias", new([outputs]), Take(outputs));
        return new ImportedPart(NetworkBuilder.Fill(spec, tensors)) { InitialState = state };

        float[] Take(int count) => values[next..(next += count)];
    }

    /// <summary>0.5.0 to 0.7.x: what NAM's own player reads. The layout of an LSTM is the same in all of them.</summary>
    private static void RequireVersion(JsonPart version)
    {
        string[] numbers = version.Text().Split('.');
        if (numbers.Length == 3 && numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            && numbers is ["0", "5" or "6" or "7", _]) return;
        throw version.Wrong($"expected a version from 0.5.0 to 0.7, found '{version.Text()}'");
    }
}
