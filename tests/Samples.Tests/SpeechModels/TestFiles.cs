using System.Text;
using System.Text.Json;

namespace Samples.Tests.SpeechModels;

/// <summary>Files of tensors, written in a folder that goes with the test.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rnngen-speech-");

    public string Text(string text)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid()}.txt");
        File.WriteAllText(path, text);
        return path;
    }

    public string Bytes(byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid()}.raw");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The tensors as safetensors, F32.</summary>
    public string Safetensors(IEnumerable<Tensor> tensors)
    {
        var header = new Dictionary<string, object>();
        var data = new MemoryStream();
        foreach ((string name, int[] shape, float[] values) in tensors)
        {
            long begin = data.Length;
            foreach (float value in values) data.Write(BitConverter.GetBytes(value));
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { begin, data.Length } });
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        return Bytes([.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data.ToArray()]);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>A tensor with a name.</summary>
internal sealed record Tensor(string Name, int[] Shape, float[] Values)
{
    /// <summary>Values from −1 to 1 that shrink with the row's length, as trained ones do.</summary>
    public static Tensor Random(string name, Random random, params int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        float scale = MathF.Sqrt(shape[0] / (float)count);
        return new(name, shape, [.. Enumerable.Range(0, count).Select(_ => scale * (2 * random.NextSingle() - 1))]);
    }
}

/// <summary>That a reader takes every tensor, and only in its shape.</summary>
internal static class TensorRefusals
{
    /// <summary>Leaves out each tensor, and gives it another shape; <paramref name="refusal"/> reads the rest with it and gives the message.</summary>
    public static void RequireEach(IReadOnlyList<Tensor> tensors, Func<IEnumerable<Tensor>, string> refusal)
    {
        foreach (Tensor tensor in tensors)
        {
            Tensor[] others = [.. tensors.Where(other => other != tensor)];
            string shape = $"[{string.Join(", ", tensor.Shape)}]";
            Assert.Contains($"tensor '{tensor.Name}' is missing: expected {shape}.", refusal(others));
            // As many values, otherwise arranged.
            int[] turned = [1, .. tensor.Shape];
            Assert.Contains($"tensor '{tensor.Name}': expected {shape}, found [{string.Join(", ", turned)}].", refusal([.. others, tensor with { Shape = turned }]));
        }
    }
}

/// <summary>Models with random weights in the layout of the real files.</summary>
internal static class RandomModels
{
    private static readonly (string Name, int Inputs, int Units, bool IsGru, int Activation)[] s_noise =
    [
        ("input_dense", 42, 24, false, 0), ("vad_gru", 24, 24, true, 2), ("noise_gru", 90, 48, true, 2), ("denoise_gru", 114, 96, true, 2),
        ("denoise_output", 96, 22, false, 1), ("vad_output", 24, 1, false, 1),
    ];

    public static List<Tensor> Silero(int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            Tensor.Random("stft_conv.weight", random, 258, 1, 256),
            Tensor.Random("conv1.weight", random, 128, 129, 3), Tensor.Random("conv1.bias", random, 128),
            Tensor.Random("conv2.weight", random, 64, 128, 3), Tensor.Random("conv2.bias", random, 64),
            Tensor.Random("conv3.weight", random, 64, 64, 3), Tensor.Random("conv3.bias", random, 64),
            Tensor.Random("conv4.weight", random, 128, 64, 3), Tensor.Random("conv4.bias", random, 128),
            Tensor.Random("lstm_cell.weight_ih", random, 512, 128), Tensor.Random("lstm_cell.weight_hh", random, 512, 128),
            Tensor.Random("lstm_cell.bias_ih", random, 512), Tensor.Random("lstm_cell.bias_hh", random, 512),
            Tensor.Random("final_conv.weight", random, 1, 128, 1), Tensor.Random("final_conv.bias", random, 1),
        ];
    }

    /// <summary>Whole numbers; small ones, so that the candidates, which a ReLU does not bound, stay so.</summary>
    public static List<Tensor> RnNoise(int seed = 1)
    {
        var random = new Random(seed);
        var tensors = new List<Tensor>();
        foreach ((string name, int inputs, int units, bool isGru, _) in s_noise)
        {
            int columns = isGru ? 3 * units : units;
            tensors.Add(Whole($"{name}.weights", inputs, columns));
            if (isGru) tensors.Add(Whole($"{name}.recurrent_weights", units, columns));
            tensors.Add(Whole($"{name}.bias", columns));
        }
        return tensors;

        Tensor Whole(string name, params int[] shape) => new(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.Next(-40, 41))]);
    }

    /// <summary>The same weights as RNNoise's text file.</summary>
    public static string TextOf(IEnumerable<Tensor> tensors)
    {
        Dictionary<string, Tensor> named = tensors.ToDictionary(tensor => tensor.Name);
        var text = new StringBuilder("rnnoise-nu model file version 1\n");
        foreach ((string name, int inputs, int units, bool isGru, int activation) in s_noise)
        {
            text.Append(FormattableString.Invariant($"{inputs} {units} {activation}\n"));
            string[] parts = isGru ? ["weights", "recurrent_weights", "bias"] : ["weights", "bias"];
            foreach (string part in parts) text.AppendJoin(' ', named[$"{name}.{part}"].Values.Select(value => (int)value)).Append('\n');
        }
        return text.ToString();
    }
}
