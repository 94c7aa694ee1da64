using System.Diagnostics;
using GuitarAmp.Audio;
using GuitarAmp.Demo;
using GuitarAmp.Playing;
using RnnGen;
using RnnGen.Formats;

namespace GuitarAmp;

/// <summary>What the program does: a guitar in, an amplifier's sound out.</summary>
internal sealed class Application(TextWriter output, TextWriter error)
{
    /// <summary>Seconds of notes that the amplifier is learnt from.</summary>
    private const int PracticeSeconds = 60;

    /// <summary>The sound is played so often, unless that takes too long, and the median of the times counts.</summary>
    private const int Passes = 5;

    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(3);

    /// <summary>Runs; returns the exit code.</summary>
    public int Run(Options options)
    {
        try
        {
            Wav input = options.Input is { } file ? WavReader.Read(file) : new Wav(Guitar.Rate, SampleForm.Pcm24, [Guitar.Riff()]);
            if (options.Model is null || options.Output is null) Directory.CreateDirectory(options.Save);
            Line($"Input: {options.Input ?? "a riff on plucked strings"}, {input}.");
            AmpModel model = options.Model is { } path ? Read(path, options) : Train(input, options);
            Play(model, input, options);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ModelFormatException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
        catch (NotFiniteNumberException e)
        {
            error.WriteLine($"{e.Message} The training has diverged; try another --seed.");
            return ExitCode.Failure;
        }
    }

    private AmpModel Read(string path, Options options)
    {
        ImportedModel file = ModelImport.Read(path);
        var model = new AmpModel(file, options.ModelRate);
        Line($"Model: {path} ({file.Format}), {model.Spec}, {model.SampleRate:N0} Hz.");
        foreach (string sentence in file.Verified) Line($"  Verified: {sentence}");
        foreach (string sentence in file.Assumed) Line($"  Assumed: {sentence}");
        if (model.RateIsCustom && file.Assumed.Count == 0) Line($"  Assumed: The sample rate is not in the file; {model.SampleRate:N0} Hz is the custom.");
        if (file.InputGainDecibels != 0 || file.OutputGainDecibels != 0) Line($"  Gains: {file.InputGainDecibels:+0.##;-0.##;0} dB before, {file.OutputGainDecibels:+0.##;-0.##;0} dB after the network.");
        if (!model.IsCompiled)
        {
            (string declaration, string entry) = CompiledModels.LinesFor(model.Spec);
            Line($"  No model of this shape is compiled into the sample, so the reference engine runs it, which is slow. These two lines compile one in:");
            Line($"    samples/GuitarAmp/Playing/Models.cs          {declaration}");
            Line($"    samples/GuitarAmp/Playing/CompiledModels.cs  {entry}");
        }
        return model;
    }

    /// <summary>Plays the sound as a host does: all channels block by block, each with a state of its own.</summary>
    private void Play(AmpModel model, Wav input, Options options)
    {
        double ratio = model.RatioTo(input.SampleRate);
        if (ratio > 1) Line($"Rate: {ratio:0.####} times the model's; each step goes on from the state {ratio:0.####} samples ago.");
        Amp[] amps = [.. input.Channels.Select(_ => model.NewAmp(input.SampleRate, options.Knobs))];
        float[][] played = [.. input.Channels.Select(channel => new float[channel.Length])];
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        while (times.Count < Passes && (times.Count == 0 || clock.Elapsed < s_enough))
        {
            long begin = Stopwatch.GetTimestamp();
            foreach (Amp amp in amps) amp.Reset();
            for (int at = 0, count; at < input.Length; at += count)
            {
                count = Math.Min(options.Block, input.Length - at);
                for (int channel = 0; channel < amps.Length; channel++)
                {
                    amps[channel].Process(input.Channels[channel].AsSpan(at, count), played[channel].AsSpan(at, count));
                }
            }
            times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        int bounded = WavWriter.Write(options.OutputPath, input with { Channels = played });
        Line($"Output: {options.OutputPath}.");
        if (bounded > 0) Line($"  {bounded:N0} samples were beyond full scale and were cut off there; a WAV file of floats keeps them.");
        times.Sort();
        double seconds = times[times.Count / 2];
        Line($"Real-time factor: {input.Seconds / seconds:N0} ({input.Seconds:F2} s of sound in {1000 * seconds:F1} ms, blocks of {options.Block:N0}, one thread; median of {times.Count} passes).");
    }

    /// <summary>Learns the sample's own amplifier, says how well, and leaves it in files that --model takes.</summary>
    private AmpModel Train(Wav input, Options options)
    {
        if (input.SampleRate < Guitar.Rate) throw new InvalidDataException($"{options.Input} has {input.SampleRate} samples a second; the model that is trained here takes {Guitar.Rate} or more.");
        float[] practice = Guitar.Practice(PracticeSeconds, options.Seed), targets = ValveStage.Play(practice, Guitar.Rate);
        Line($"Training: an LSTM of 16 units on {PracticeSeconds} s of plucked strings through a valve stage, for {options.Seconds:0.#} s; threads: {options.Threads}, seed: {options.Seed}.");
        long begin = Stopwatch.GetTimestamp();
        int tenth = 0;
        double power = Power(targets);
        Lstm16 trained = AmpTraining.Run(practice, targets, options.Seed, options.Threads,
            _ => Stopwatch.GetElapsedTime(begin).TotalSeconds / options.Seconds,
            (fraction, loss) =>
            {
                if ((int)(10 * fraction) == tenth) return;
                tenth = (int)(10 * fraction);
                Line($"  {fraction,4:P0}  error-to-signal ratio of the last updates {loss / power:P2}");
            });

        var file = new ImportedModel(trained.Parameters) { Metadata = new ModelMetadata { Name = "Valve stage", SampleRate = Guitar.Rate } };
        string safetensors = Path.Combine(options.Save, "amp.safetensors"), nam = Path.Combine(options.Save, "amp.nam");
        ModelExport.Write(file, safetensors, ModelFormat.Safetensors);
        // A .nam begins with the state after silence; so does the sound here, read back from it.
        ModelExport.Write(file, nam, ModelFormat.Nam);
        Line($"Saved: {safetensors}, {nam}.");
        var model = new AmpModel(ModelImport.Read(nam));
        Compare(model, practice, targets, options);
        return model;
    }

    /// <summary>The table of errors on the riff, which nothing was learnt from.</summary>
    private void Compare(AmpModel model, float[] practice, float[] targets, Options options)
    {
        float[] riff = Guitar.Riff(), wanted = ValveStage.Play(riff, Guitar.Rate), played = new float[riff.Length];
        model.NewAmp(Guitar.Rate, []).Process(riff, played);
        Line($"");
        Line($"Error-to-signal ratio on the riff         plain  pre-emphasised");
        Row("best gain", [.. riff.Select(Baseline.Gain(practice, targets))]);
        Row("best curve of the sample alone", [.. riff.Select(Baseline.Curve(practice, targets))]);
        Row("this network", played);
        Line($"");
        WriteRiff("riff.wav", riff);
        WriteRiff("target.wav", wanted);
        Line($"Saved: riff.wav and target.wav, the riff and what the valve stage makes of it, in {options.Save}.");

        void Row(string what, float[] sound) => Line($"{what,-32}{SignalError.Ratio(sound, wanted),14:P2}{SignalError.EmphasizedRatio(sound, wanted),16:P2}");

        void WriteRiff(string name, float[] sound) => WavWriter.Write(Path.Combine(options.Save, name), new(Guitar.Rate, SampleForm.Pcm24, [sound]));
    }

    private static double Power(float[] sound) => sound.Average(sample => (double)sample * sample);

    private void Line(FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
}
