using RnnGen;
using RnnGen.Formats;
using SpeechModels;
using SpeechModels.VoiceActivity;

namespace Samples.Tests.SpeechModels;

public sealed class VoiceActivityTests : IDisposable
{
    private const int Chunk = VoiceActivityDetector.ChunkLength, Width = SpectrumEncoder.FeatureCount;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [SharedFact]
    public void GivesTheProbabilitiesOfOnnxRuntime()
    {
        VoiceActivityDetector detector = VoiceActivityDetector.Load(Silero("silero_vad_16k_op15.onnx"));
        WeightFile known = Known();
        float[] audio = Array.ConvertAll(known.TakeAny("audio_s16"), Sound.OfInteger), ort = known.Take("prob_ort32", 200), numpy = known.Take("prob_numpy64", 200);
        var found = new float[200];
        for (int i = 0; i < 200; i++)
        {
            found[i] = detector.Probability(audio.AsSpan(i * Chunk, Chunk));
            Assert.Equal(ort[i], found[i], 1e-5f);
            Assert.Equal(numpy[i], found[i], 2e-6f);
        }
        // Both, and with certainty, so that the test says something.
        Assert.InRange(found.Count(p => p > 0.9f), 20, 180);
        Assert.InRange(found.Count(p => p < 0.1f), 10, 180);

        detector.Reset();
        Assert.Equal(found, Enumerable.Range(0, 200).Select(i => detector.Probability(audio.AsSpan(i * Chunk, Chunk))));
    }

    [SharedFact]
    public void TheEncoderAloneGivesTheFeatures()
    {
        var weights = new WeightFile(Silero("silero_vad_16k_op15.onnx"));
        var encoder = new SpectrumEncoder(weights, SileroNames.Of(weights));
        WeightFile known = Known();
        float[] audio = Array.ConvertAll(known.TakeAny("audio_s16"), Sound.OfInteger), expected = known.Take("features", 200, Width), found = new float[Width];
        float largest = expected.Max();
        for (int i = 0; i < 200; i++)
        {
            encoder.Encode(audio.AsSpan(i * Chunk, Chunk), found);
            for (int k = 0; k < Width; k++) Assert.Equal(expected[i * Width + k] / largest, found[k] / largest, 5e-6f);
        }
    }

    [SharedFact]
    public void TheHeadAloneGivesTheProbabilitiesAndTheState()
    {
        var weights = new WeightFile(Silero("lstm_head_from_op15.safetensors"));
        var head = new SpeechHead(weights, SileroNames.Of(weights));
        weights.RequireNoneLeft();
        WeightFile known = Known();
        float[] features = known.Take("features", 200, Width), expected = known.Take("prob_numpy64", 200);
        for (int i = 0; i < 200; i++) Assert.Equal(expected[i], head.Probability(features.AsSpan(i * Width, Width)), 1e-5f);
        AssertState(head, "lstm.h_l0", known.Take("h_final_numpy64", Width));
        AssertState(head, "lstm.c_l0", known.Take("c_final_numpy64", Width));
    }

    /// <summary>The weights of the other file, which belong to another training; of them only the LSTM's answers are known.</summary>
    [SharedFact]
    public void TheMemoryOfTheOtherWeights()
    {
        VoiceActivityDetector.Load(Silero("silero_vad_16k.safetensors"));
        var weights = new WeightFile(Silero("silero_vad_16k.safetensors"));
        var head = new SpeechHead(weights, SileroNames.Of(weights));
        var known = new WeightFile(Silero("silero_vad_16k_lstm.io.safetensors"));
        float[] x = known.Take("x", 60, Width), h = known.Take("h_numpy64", 60, Width);
        for (int i = 0; i < 60; i++)
        {
            head.Probability(x.AsSpan(i * Width, Width));
            AssertState(head, "lstm.h_l0", h[(i * Width)..((i + 1) * Width)]);
        }
        AssertState(head, "lstm.c_l0", known.Take("c_final", Width));
    }

    [Fact]
    public void AllocatesNothing()
    {
        VoiceActivityDetector detector = VoiceActivityDetector.Load(_files.Safetensors(RandomModels.Silero()));
        float[] chunk = Noise(1);
        detector.Probability(chunk);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) detector.Probability(chunk);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>What is remembered: 64 samples, and the LSTM's state.</summary>
    [Fact]
    public void AResetForgetsWhatWasHeard()
    {
        VoiceActivityDetector detector = VoiceActivityDetector.Load(_files.Safetensors(RandomModels.Silero()));
        float first = detector.Probability(Noise(1)), after = detector.Probability(Noise(1));
        Assert.NotEqual(first, after);
        detector.Reset();
        Assert.Equal(first, detector.Probability(Noise(1)));

        // Only the last 64 samples of another chunk reach the next one's features.
        var weights = new WeightFile(_files.Safetensors(RandomModels.Silero()));
        var encoder = new SpectrumEncoder(weights, SileroNames.Safetensors);
        float[] Second(float[] before)
        {
            var features = new float[Width];
            encoder.Encode(before, features);
            encoder.Encode(Noise(2), features);
            return features;
        }

        float[] chunk = Noise(1), same = [.. Noise(3)[..^64], .. chunk[^64..]], other = [.. chunk[..^64], 0.5f, .. chunk[^63..]];
        Assert.Equal(Second(chunk), Second(same));
        Assert.NotEqual(Second(chunk), Second(other));
    }

    [Fact]
    public void AChunkOfAnotherLengthIsRefused()
    {
        VoiceActivityDetector detector = VoiceActivityDetector.Load(_files.Safetensors(RandomModels.Silero()));
        Assert.Contains("Expected 512 samples, found 256.", Assert.Throws<ArgumentException>(() => detector.Probability(new float[256])).Message);
    }

    [Fact]
    public void EveryTensorIsTakenOnceAndAsExpected()
    {
        List<Tensor> tensors = RandomModels.Silero();
        TensorRefusals.RequireEach(tensors, Refusal);
        Assert.Contains("expected no further tensor, found conv5.bias.", Refusal([.. tensors, new("conv5.bias", [1], [0])]));

        string Refusal(IEnumerable<Tensor> changed) => Assert.Throws<ModelFormatException>(() => VoiceActivityDetector.Load(_files.Safetensors(changed))).Message;
    }

    [Fact]
    public void SpeechLastsUntilItIsUnlikely()
    {
        Assert.Empty(SpeechSegment.Find([]));
        Assert.Empty(SpeechSegment.Find([0.1f, 0.49f, 0.4f]));
        Assert.Equal([new(1, 4), new(6, 7)], SpeechSegment.Find([0.4f, 0.5f, 0.36f, 0.45f, 0.34f, 0.45f, 0.9f, 0]));
        Assert.Equal([new(0, 2)], SpeechSegment.Find([1, 0.4f]));
    }

    /// <summary>The graph around the LSTM is no declaration; the message says what to do.</summary>
    [SharedFact]
    public void AsAnOnnxGraphItIsRefused()
    {
        string message = Assert.Throws<ModelFormatException>(() => ModelImport.Read(Silero("silero_vad_16k_op15.onnx"))).Message;
        Assert.Contains("node Pad '/model/stft/padding/Pad': this operator is not understood (ModelImport.ReadTensors gives the weights without the graph)", message);
    }

    private static void AssertState(SpeechHead head, string slot, float[] expected)
    {
        var found = new float[expected.Length];
        VoiceMemory.State state = head.State;
        state.Read(slot, found);
        // c has no bound: a memory that has risen to 17 is a float with that much coarser steps.
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 2e-6f * MathF.Max(1, MathF.Abs(expected[i])));
    }

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Chunk).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static WeightFile Known() => new(Silero("silero_vad.io.safetensors"));

    private static string Silero(string file) => SharedData.PathOf("models", "silero", file);
}
