using System.Globalization;
using System.Text.Json;
using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Keras;

/// <summary>Keras models in both containers: against RTNeural's answers, whose models are Keras's, and against the equations in Keras's own layout.</summary>
public class KerasTests
{
    private const double Tolerance = 1e-6;
    private const string Recurrent = """ "use_bias": true, "go_backwards": false, "stateful": false, "unroll": false, "dropout": 0.0, "recurrent_dropout": 0.0, "implementation": 2, "activation": "tanh" """;
    private const string Gated = Recurrent + """, "recurrent_activation": "sigmoid" """;

    /// <summary>The file's bytes in both containers.</summary>
    private static IEnumerable<byte[]> Both(KerasFile file) => [file.ToHdf5(), file.ToArchive()];

    [SharedTheory]
    [InlineData("lstm")]
    [InlineData("lstm_1d")]
    [InlineData("gru")]
    [InlineData("gru_1d")]
    public void GivesThePublishedOutputs(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("rtneural", $"{name}.json")));
        KerasFile file = new KerasFile { IsFunctional = name.EndsWith("1d", StringComparison.Ordinal) }.Add("InputLayer", """{"batch_input_shape": [null, null, 1], "dtype": "float32"}""");
        foreach (JsonElement layer in json.RootElement.GetProperty("layers").EnumerateArray())
        {
            int units = layer.GetProperty("shape").EnumerateArray().Last().GetInt32();
            string activation = layer.GetProperty("activation").GetString() is { Length: > 0 } said ? said : "linear";
            (int[], float[])[] arrays = [.. layer.GetProperty("weights").EnumerateArray().Select(Array)];
            string dense = $$"""{"units": {{units}}, "activation": "{{activation}}", "use_bias": true}""";
            _ = layer.GetProperty("type").GetString() switch
            {
                "lstm" => file.Add("LSTM", $$"""{"units": {{units}}, "return_sequences": true, {{Gated}} }""", arrays),
                "gru" => file.Add("GRU", $$"""{"units": {{units}}, "return_sequences": true, "reset_after": true, {{Gated}} }""", arrays),
                "dense" => file.Add("Dense", dense, arrays),
                _ => file.Add("TimeDistributed", $$"""{"layer": {"class_name": "Dense", "config": {{dense}} } }""", arrays),
            };
        }
        float[] x = Column($"{name}_x_python.csv");
        float[] expected = Column($"{name}_y_python.csv");
        foreach (byte[] bytes in Both(file))
        {
            double[] found = ModelImport.Read(bytes, name).Run(x);
            for (int t = 0; t < expected.Length; t++) Assert.Equal(expected[t], found[t], Tolerance);
        }
    }

    [Theory]
    [InlineData("SimpleRNN", false, "concat")]
    [InlineData("GRU", false, "concat")]
    [InlineData("GRU", true, "concat")]
    [InlineData("LSTM", false, "concat")]
    [InlineData("GRU", true, "sum")]
    [InlineData("SimpleRNN", false, "mul")]
    [InlineData("LSTM", false, "ave")]
    public void BidirectionalLayersFollowTheEquations(string type, bool after, string merge)
    {
        const int Inputs = 3, Units = 4, Steps = 5;
        var random = new Random(3);
        KerasCell forward = new(type, Inputs, Units, after, random), backward = new(type, Inputs, Units, after, random);
        string reset = type == "GRU" ? $", \"reset_after\": {(after ? "true" : "false")}" : "", activations = type == "SimpleRNN" ? Recurrent : Gated;
        KerasFile file = new KerasFile { Version = "3.8.0" }
            .Add("InputLayer", """{"batch_shape": [null, null, 3], "sparse": false}""")
            .Add("Bidirectional", $$"""{"merge_mode": "{{merge}}", "layer": {"class_name": "{{type}}", "config": {"units": 4, "return_sequences": true, {{activations}} {{reset}} } } }""", [.. forward.Arrays, .. backward.Arrays])
            .Add("Dropout", """{"rate": 0.5, "seed": null, "noise_shape": null}""");
        float[] x = [.. Enumerable.Range(0, Steps * Inputs).Select(_ => random.NextSingle() - 0.5f)];
        double[][] a = forward.Run(x, reverse: false), b = backward.Run(x, reverse: true);
        foreach (byte[] bytes in Both(file))
        {
            double[] found = ModelImport.Read(bytes, type).Run(x);
            for (int t = 0; t < Steps; t++)
            {
                double[] expected = merge switch
                {
                    "concat" => [.. a[t], .. b[t]],
                    "sum" => [.. a[t].Zip(b[t], (p, q) => p + q)],
                    "mul" => [.. a[t].Zip(b[t], (p, q) => p * q)],
                    _ => [.. a[t].Zip(b[t], (p, q) => (p + q) / 2)],
                };
                for (int u = 0; u < expected.Length; u++) Assert.Equal(expected[u], found[t * expected.Length + u], Tolerance);
            }
        }
    }

    [Fact]
    public void AClassifierOfTokensIsRead()
    {
        var random = new Random(4);
        var cell = new KerasCell("LSTM", 5, 4, false, random);
        float[] table = Random(random, 7 * 5), w = Random(random, 4 * 3), b = Random(random, 3);
        KerasFile file = new KerasFile { IsFunctional = true }
            .Add("InputLayer", """{"batch_input_shape": [null, 6], "dtype": "float32", "sparse": false, "ragged": false}""")
            .Add("Embedding", """{"input_dim": 7, "output_dim": 5, "mask_zero": true, "input_length": 6}""", ([7, 5], table))
            .Add("LSTM", $$"""{"units": 4, "return_sequences": false, {{Gated}} }""", cell.Arrays)
            .Add("Dense", """{"units": 3, "activation": "softmax", "use_bias": true}""", ([4, 3], w), ([3], b));
        int[] tokens = [1, 6, 2, 3];
        double[] h = cell.Run([.. tokens.SelectMany(token => table[(token * 5)..(token * 5 + 5)])], reverse: false)[^1];
        double[] z = [.. Enumerable.Range(0, 3).Select(o => Math.Exp(b[o] + Enumerable.Range(0, 4).Sum(i => h[i] * w[i * 3 + o])))];
        foreach (byte[] bytes in Both(file))
        {
            ImportedModel model = ModelImport.Read(bytes, "classifier");
            Assert.Equal("[RnnModel(Output = OutputMode.FinalState)] [Embedding(7, 5)] [Lstm(4)] [Dense(3, Activation = Activation.Softmax)]", model.Spec.ToString());
            Assert.Contains(model.Assumed, sentence => sentence.Contains("masks token 0"));
            double[] found = model.Run(tokens);
            for (int o = 0; o < 3; o++) Assert.Equal(z[o] / z.Sum(), found[o], Tolerance);
        }
    }

    [Theory]
    [InlineData("2.9.0", 0.2f)]
    [InlineData("3.8.0", 1 / 6f)]
    public void TheHardSigmoidIsThatOfTheVersion(string version, float slope)
    {
        KerasFile file = new KerasFile { Version = version }.Add("Dense", """{"units": 1, "activation": "hard_sigmoid", "use_bias": false, "batch_input_shape": [null, 1]}""", ([1, 1], [1]));
        foreach (byte[] bytes in Both(file)) Assert.Equal(slope + 0.5f, (float)ModelImport.Read(bytes, "hard").Run([1f])[0], 1e-6f);
    }

    [Theory]
    [InlineData("Dense", """{"units": 2, "activation": "gelu", "use_bias": false}""", "'gelu'")]
    [InlineData("Dense", """{"units": 2, "activation": "tanh", "use_bias": false, "temperature": 2}""", "the key 'temperature' is not understood")]
    [InlineData("Dense", """{"units": 3, "activation": "tanh", "use_bias": false}""", "expected [3, 3], found [3, 2]")]
    [InlineData("Dense", """{"units": 2, "activation": "tanh", "use_bias": true}""", "expected 2 arrays, found 1")]
    [InlineData("Conv1D", """{"filters": 2}""", "'Conv1D', which RnnGen does not have")]
    [InlineData("LSTM", """{"units": 2, "activation": "tanh", "recurrent_activation": "sigmoid", "use_bias": false, "return_sequences": true, "go_backwards": true}""", "goes backwards")]
    [InlineData("Masking", """{"mask_value": 0.0}""", "'Masking', which RnnGen does not have")]
    public void WhatCannotBeExpressedIsNamed(string type, string config, string message)
    {
        KerasFile file = new KerasFile().Add("InputLayer", """{"batch_shape": [null, null, 3]}""").Add(type, config, ([3, 2], new float[6]));
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(file.ToHdf5(), "wrong.h5")).Message);
    }

    /// <summary>A model of one unit.</summary>
    internal static KerasFile Small() => new KerasFile()
        .Add("GRU", $$"""{"units": 1, "return_sequences": true, "reset_after": true, {{Gated}}, "batch_input_shape": [null, null, 1]}""", ([1, 3], [1, 2, 3]), ([1, 3], [1, 2, 3]), ([2, 3], [1, 2, 3, 4, 5, 6]))
        .Add("Dense", """{"units": 1, "activation": "linear", "use_bias": false}""", ([1, 1], [2]));

    /// <summary>A model one of whose arrays says that it has 2⁴⁰ elements.</summary>
    internal static byte[] Claim()
    {
        byte[] file = Small().ToHdf5();
        // The shape [2, 3] of the bias in a dataspace message.
        int shape = file.AsSpan().IndexOf((byte[])[1, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3]);
        BitConverter.TryWriteBytes(file.AsSpan(shape + 8), 1L << 20);
        BitConverter.TryWriteBytes(file.AsSpan(shape + 16), 1L << 20);
        return file;
    }

    /// <summary>A group that holds itself, a node of a tree that is its own child, a header that goes on in itself.</summary>
    [Theory]
    [InlineData("SNOD", 8 + 8)]
    [InlineData("TREE", 24 + 8)]
    public void CirclesInAFileAreRefused(string structure, int pointer)
    {
        byte[] file = Small().ToHdf5();
        for (int at = 0; (at = file.AsSpan(at).IndexOf(System.Text.Encoding.ASCII.GetBytes(structure)) is var next and >= 0 ? at + next : -1) >= 0; at++)
        {
            byte[] damaged = [.. file];
            ulong target = structure == "TREE" ? (ulong)at : BitConverter.ToUInt64(file, 64);
            BitConverter.TryWriteBytes(damaged.AsSpan(at + pointer), target);
            if (structure == "TREE") damaged[at + 5] = 1;
            Assert.Contains("there may be a circle", Hostile.Read(damaged));
        }
    }

    private static float[] Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private static (int[], float[]) Array(JsonElement array)
    {
        var shape = new List<int>();
        for (JsonElement inner = array; inner.ValueKind == JsonValueKind.Array; inner = inner[0]) shape.Add(inner.GetArrayLength());
        return ([.. shape], [.. Flat(array)]);

        static IEnumerable<float> Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetSingle()];
    }

    private static float[] Column(string file) => [.. File.ReadLines(SharedData.PathOf("rtneural", file)).Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
}
