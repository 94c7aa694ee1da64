using System.Diagnostics;
using RnnGen;
using SpeechModels.NoiseReduction;
using SpeechModels.VoiceActivity;

namespace SpeechModels;

/// <summary>What the program does.</summary>
internal sealed class Application(TextWriter output, TextWriter error)
{
    /// <summary>How long speed is measured.</summary>
    private static readonly TimeSpan s_measuring = TimeSpan.FromSeconds(0.3);

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
        double nanoseconds = Nanoseconds(probabilities.Length, () =>
        {
            detector.Reset();
            for (int i = 0; i < probabilities.Length; i++) probabilities[i] = detector.Probability(samples.AsSpan(i * Chunk, Chunk));
        });
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
        double nanoseconds = Nanoseconds(frames, () =>
        {
            network.Reset();
            for (int i = 0; i < frames; i++)
            {
                Span<float> row = outputs.AsSpan(i * Width, Width);
                row[^1] = network.Process(features.AsSpan(i * NoiseGains.FeatureCount, NoiseGains.FeatureCount), row[..^1]);
            }
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

    private void Speed(string of, double nanoseconds, double seconds) =>
        Line($"{nanoseconds:N0} ns {of}, {seconds * 1e9 / nanoseconds:N0} times as fast as the sound, on one core.");

    /// <summary>Nanoseconds of one of <paramref name="calls"/> calls in the fastest pass: whatever else runs can only add time.</summary>
    private static double Nanoseconds(int calls, Action pass)
    {
        var total = Stopwatch.StartNew();
        TimeSpan fastest = TimeSpan.MaxValue;
        do
        {
            long start = Stopwatch.GetTimestamp();
            pass();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (time < fastest) fastest = time;
        }
        while (total.Elapsed < s_measuring);
        return fastest.TotalNanoseconds / Math.Max(1, calls);
    }

    private void Line(FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
}
