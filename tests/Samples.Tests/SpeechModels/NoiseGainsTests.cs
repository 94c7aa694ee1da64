using RnnGen;
using RnnGen.Formats;
using SpeechModels;
using SpeechModels.NoiseReduction;

namespace Samples.Tests.SpeechModels;

public sealed class NoiseGainsTests : IDisposable
{
    private const int Features = NoiseGains.FeatureCount, Width = NoiseGains.BandCount + 1;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [SharedFact]
    public void GivesTheGainsOfTheProgramInC()
    {
        NoiseGains network = NoiseGains.Load(SharedData.PathOf("models", "rnnoise_old", "rnnoise_v0_gru_int8.safetensors"));
        var known = new WeightFile(SharedData.PathOf("models", "rnnoise_old", "rnnoise_v0_gru.io.safetensors"));
        float[] features = known.Take("x", 100, Features), theirs = known.Take("gains_vad_c32", 100, Width), exact = known.Take("gains_vad_numpy64", 100, Width);
        float[] found = Run(network, features);
        for (int i = 0; i < found.Length; i++)
        {
            // Its tanh is a table.
            Assert.Equal(theirs[i], found[i], 1e-4f);
            Assert.Equal(exact[i], found[i], 5e-6f);
        }
        Assert.True(found.Max() - found.Min() > 0.9f);
    }

    /// <summary>The text and the tensors are one model, and the generated layers, joined here, are the parts that the file joins.</summary>
    [Fact]
    public void TextAndTensorsGiveWhatTheReferenceEngineGives()
    {
        List<Tensor> tensors = RandomModels.RnNoise();
        string text = _files.Text(RandomModels.TextOf(tensors));
        float[] features = Noise(30), found = Run(NoiseGains.Load(text), features);
        Assert.Equal(found, Run(NoiseGains.Load(_files.Safetensors(tensors)), features));
        double[] expected = ModelImport.Read(text).Run(features);
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-5);
    }

    [Fact]
    public void AllocatesNothingAndForgetsWhenReset()
    {
        NoiseGains network = NoiseGains.Load(_files.Safetensors(RandomModels.RnNoise()));
        float[] features = Noise(1), first = new float[Width - 1], later = new float[Width - 1];
        float probability = network.Process(features, first);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) network.Process(features, later);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.NotEqual(first, later);
        network.Reset();
        Assert.Equal(probability, network.Process(features, later));
        Assert.Equal(first, later);
    }

    [Fact]
    public void SpansOfAnotherLengthAreRefused()
    {
        NoiseGains network = NoiseGains.Load(_files.Safetensors(RandomModels.RnNoise()));
        Assert.Contains("Expected 42 features, found 41.", Assert.Throws<ArgumentException>(() => network.Process(new float[41], new float[22])).Message);
        Assert.Contains("Expected room for 22 gains, found 23.", Assert.Throws<ArgumentException>(() => network.Process(new float[42], new float[23])).Message);
    }

    [Fact]
    public void EveryTensorIsTakenOnceAndAsExpected()
    {
        List<Tensor> tensors = RandomModels.RnNoise();
        TensorRefusals.RequireEach(tensors, Refusal);
        Assert.Contains("expected no further tensor, found vad_output.scale.", Refusal([.. tensors, new("vad_output.scale", [1], [0])]));
        Tensor bias = tensors.Single(tensor => tensor.Name == "vad_output.bias");
        foreach (float value in (float[])[0.5f, 128, -129])
        {
            Assert.Contains(FormattableString.Invariant($"tensor 'vad_output.bias': expected whole numbers from -128 to 127, found {value}."),
                Refusal([.. tensors.Where(other => other != bias), bias with { Values = [value] }]));
        }

        string Refusal(IEnumerable<Tensor> changed) => Assert.Throws<ModelFormatException>(() => NoiseGains.Load(_files.Safetensors(changed))).Message;
    }

    [Fact]
    public void ATextOfAnotherNetworkIsRefused()
    {
        string text = RandomModels.TextOf(RandomModels.RnNoise());
        string message = Assert.Throws<ModelFormatException>(() => NoiseGains.Load(_files.Text(text.Replace("90 48 2", "90 48 0")))).Message;
        Assert.Contains("noise_gru: expected [RnnModel] [Input(90)] [Gru(48, ", message);
        Assert.Contains("Activation = Activation.Relu", message[..message.IndexOf("found", StringComparison.Ordinal)]);
        Assert.DoesNotContain("Activation = Activation.Relu", message[message.IndexOf("found", StringComparison.Ordinal)..]);
    }

    private static float[] Run(NoiseGains network, float[] features)
    {
        var outputs = new float[features.Length / Features * Width];
        for (int i = 0; i < outputs.Length / Width; i++)
        {
            Span<float> row = outputs.AsSpan(i * Width, Width);
            row[^1] = network.Process(features.AsSpan(i * Features, Features), row[..^1]);
        }
        return outputs;
    }

    private static float[] Noise(int frames)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, frames * Features).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
