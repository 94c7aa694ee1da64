using System.Diagnostics;
using RnnGen;
using SpeechModels.NoiseReduction;
using SpeechModels.VoiceActivity;

namespace SpeechModels;

/// <summary>What the program does.</summary>
/// <param name="output">For what it finds.</param>
/// <param name="error">For what is wrong.</param>
/// <param name="seconds">How long the speed of each model is measured; 0: as long as one pass takes.</param>
internal sealed class Application(TextWriter output, TextWriter error, double seconds = 1)
{
    /// <summary>Runs; returns the exit code.</summary>
    public int Run(Options options)
    {
        try
        {
            if (options.Data is { } folder) RunKnown(folder);
            else Listen(VoiceActivityDetector.Load(options.Model!), Sound.Read(options.Audio!));
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ModelFormatException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
    }

    /// <summary>Both models on what they were run on elsewhere.</summary>
    private void RunKnown(string folder)
    {
        string silero = Path.Combine(folder, "silero"), rnnoise = Path.Combine(folder, "rnnoise_old");

        Line($"Silero VAD");
        KnownAnswers speech = KnownAnswers.Read(Path.Combine(silero, "silero_vad.io.safetensors"), "audio_s16", "prob_ort32");
        float[] samples = Array.ConvertAll(speech.Inputs, Sound.OfInteger);
        Compare(Listen(VoiceActivityDetector.Load(Path.Combine(silero, "silero_vad_16k_op15.onnx")), samples), speech, "ONNX Runtime");

        Line($"");
        Line($"RNNoise");
        KnownAnswers frames = KnownAnswers.Read(Path.Combine(rnnoise, "rnnoise_v0_gru.io.safetensors"), "x", "gains_vad_c32");
        Compare(Denoise(NoiseGains.Load(Path.Combine(rnnoise, "rnnoise_v0_gru_int8.safetensors")), frames.Inputs), frames, "RNNoise's own C");
    }

    /// <summary>Prints where there is speech; returns the probability of each chunk.</summary>
    private float[] Listen(VoiceActivityDetector detector, float[] samples)
    {
        const int Chunk = VoiceActivityDetector.ChunkLength;
        const double Seconds = Chunk / (double)VoiceActivityDetector.SampleRate;
        // What is missing of the last chunk is silence.
        var probabilities = new float[(samples.Length + Chunk - 1) / Chunk];
        Array.Resize(ref samples, probabilities.Length * Chunk);
        double nanoseconds = Nanoseconds(probabilities.Length, detector.Reset, i => probabilities[i] = detector.Probability(samples.AsSpan(i * Chunk, Chunk)));
        Line($"{probabilities.Length:N0} chunks of 32 ms, {probabilities.Length * Seconds:F2} s of sound. Speech:");
        IReadOnlyList<SpeechSegment> segments = SpeechSegment.Find(probabilities);
        foreach (SpeechSegment segment in segments) Line($"  {segment.Start * Seconds,7:F2} – {segment.End * Seconds:F2} s");
        if (segments.Count == 0) Line($"  none");
        Speed("a chunk", nanoseconds, Seconds);
        return probabilities;
    }

    /// <summary>Returns for each frame the gains and the probability of speech.</summary>
    private float[] Denoise(NoiseGains network, float[] features)
    {
        const int Width = NoiseGains.BandCount + 1;
        const double Seconds = 0.01;
        int frames = features.Length / NoiseGains.FeatureCount;
        var outputs = new float[frames * Width];
        double nanoseconds = Nanoseconds(frames, network.Reset, i =>
        {
            Span<float> row = outputs.AsSpan(i * Width, Width);
            row[^1] = network.Process(features.AsSpan(i * NoiseGains.FeatureCount, NoiseGains.FeatureCount), row[..^1]);
        });
        Line($"{frames:N0} frames of 10 ms, {NoiseGains.BandCount} gains and the probability of speech for each.");
        Speed("a frame", nanoseconds, Seconds);
        return outputs;
    }

    private void Compare(float[] found, KnownAnswers known, string whose)
    {
        double largest = found.Zip(known.Outputs, (a, b) => Math.Abs((double)a - b)).Max();
        Line($"Largest difference to {whose}: {largest:0.0e-0}.");
    }

    private void Speed(string what, double nanoseconds, double soundSeconds) =>
        Line($"{nanoseconds:N0} ns {what}, {soundSeconds * 1e9 / nanoseconds:N0} times as fast as the sound, on one core.");

    /// <summary>Makes <paramref name="count"/> calls, again and again for a while; returns the median time of the later half, when all code is compiled.</summary>
    private double Nanoseconds(int count, Action reset, Action<int> call)
    {
        var times = new List<long>();
        var total = Stopwatch.StartNew();
        do
        {
            reset();
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                call(i);
                times.Add(Stopwatch.GetTimestamp() - start);
            }
        }
        while (total.Elapsed.TotalSeconds < seconds);
        long[] later = [.. times.Skip(times.Count / 2).Order()];
        return later[later.Length / 2] * 1e9 / Stopwatch.Frequency;
    }

    private void Line(FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
}
