using System.CommandLine;
using GuitarAmp;
using GuitarAmp.Audio;
using RnnGen;
using RnnGen.Formats;
using RnnGen.Tests;

namespace Samples.Tests.GuitarAmp;

/// <summary>The whole program, from files to files.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-amp").FullName;
    private readonly StringWriter _output = new(), _errors = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ASoundGoesThroughAModel()
    {
        // AIDA-X's files have gains, a skip and a self-test, and no state.
        var plain = new ImportedModel(RandomParameters.Of(Models.SkipLstm(12))) { InputGainDecibels = 3, OutputGainDecibels = -1.5, Metadata = new() { SampleRate = 48_000 } };
        float[] test = Models.Sound(64);
        ModelExport.Write(plain with { TestVectors = [new TestVector(test, [.. plain.Run(test).Select(value => (float)value)])] }, In("amp.json"), ModelFormat.AidaX);
        float[][] channels = [Models.Sound(1000, 1), Models.Sound(1000, 2)];
        WavWriter.Write(In("in.wav"), new(48_000, SampleForm.Float32, channels));

        Assert.Equal((ExitCode.Success, ""), (Run("--model", In("amp.json"), "--input", In("in.wav"), "--output", In("out.wav"), "--block", "7"), _errors.ToString()));
        Wav played = WavReader.Read(In("out.wav"));
        Assert.Equal((48_000, SampleForm.Float32), (played.SampleRate, played.Form));
        for (int channel = 0; channel < 2; channel++)
        {
            double[] expected = plain.Run(channels[channel]);
            for (int i = 0; i < expected.Length; i++) Assert.InRange(played.Channels[channel][i] - expected[i], -2e-6, 2e-6);
        }
        string output = _output.ToString();
        Assert.Contains("0.02 s, 2 channels, 48,000 Hz, 32-bit float", output);
        Assert.Contains("Verified: ", output);
        Assert.Contains("Gains: +3 dB before, -1.5 dB after", output);
        Assert.Matches("Real-time factor: [0-9,]+ .*blocks of 7", output);
        Assert.DoesNotContain("compiled", output);
        Assert.DoesNotContain("Rate:", output);
    }

    [Fact]
    public void AShapeThatIsNotCompiledIsPlayedAndItsDeclarationPrinted()
    {
        ModelExport.Write(new ImportedModel(RandomParameters.Of(Models.SkipLstm(5))), In("amp.json"), ModelFormat.AidaX);
        WavWriter.Write(In("in.wav"), new(96_000, SampleForm.Pcm24, [Models.Sound(100)]));
        Assert.Equal(ExitCode.Success, Run("--model", In("amp.json"), "--input", In("in.wav"), "--output", In("out.wav"), "--block", "2147483647"));
        Assert.Equal(SampleForm.Pcm24, WavReader.Read(In("out.wav")).Form);
        string output = _output.ToString();
        Assert.Contains(" [RnnModel] [Input(1)] [Lstm(5)] [Dense(1)] internal sealed partial class MyAmp;", output);
        Assert.Contains("Of<MyAmp>(),", output);
        Assert.Contains("Assumed: The sample rate is not in the file; 48,000 Hz is the custom.", output);
        Assert.Contains("Rate: 2 times the model's", output);
    }

    [SharedFact]
    public void NeuralAmpModelersOwnOutputs()
    {
        var io = new ConformanceFile(SharedData.PathOf("models", "nam", "lstm.io.safetensors"));
        WavWriter.Write(In("in.wav"), new(48_000, SampleForm.Float32, [Array.ConvertAll(io["x"], value => (float)value)]));
        Assert.Equal(ExitCode.Success, Run("--model", SharedData.PathOf("models", "nam", "lstm.nam"), "--input", In("in.wav"), "--output", In("out.wav"), "--block", "480"));
        float[] played = WavReader.Read(In("out.wav")).Channels[0];
        for (int i = 0; i < played.Length; i++) Assert.InRange(played[i] - io["y_core32"][i], -1e-6, 1e-6);
    }

    [Fact]
    public void WhatIsMissingOrDoesNotFitIsOneSentence()
    {
        ModelExport.Write(new ImportedModel(RandomParameters.Of(Models.SkipLstm(12))) { Metadata = new() { SampleRate = 48_000 } }, In("amp.json"), ModelFormat.AidaX);
        ModelExport.Write(new ImportedModel(RandomParameters.Of(Models.SkipLstm(12))), In("silent.safetensors"), ModelFormat.Safetensors);
        WavWriter.Write(In("in.wav"), new(48_000, SampleForm.Pcm16, [Models.Sound(10)]));
        WavWriter.Write(In("slow.wav"), new(44_100, SampleForm.Pcm16, [Models.Sound(10)]));
        File.WriteAllText(In("text.wav"), "Ceci n'est pas un son.");

        Fails("none.wav", "--model", In("amp.json"), "--input", In("none.wav"));
        Fails("none.nam", "--model", In("none.nam"), "--input", In("in.wav"));
        Fails("is no WAV file", "--model", In("amp.json"), "--input", In("text.wav"));
        Fails("its format is not known", "--model", In("text.wav"), "--input", In("in.wav"));
        Fails("the model was trained at 48,000", "--model", In("amp.json"), "--input", In("slow.wav"));
        Fails("--model-rate", "--model", In("silent.safetensors"), "--input", In("in.wav"));
        Fails("--knob was given once", "--model", In("amp.json"), "--input", In("in.wav"), "--knob", "1");
        Fails("slow.wav has 44100 samples a second", "--input", In("slow.wav"), "--save", _folder);
        Assert.Equal(["amp.json", "in.wav", "silent.safetensors", "slow.wav", "text.wav"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());

        void Fails(string what, params string[] arguments)
        {
            Assert.Equal(ExitCode.Failure, Run([.. arguments, "--output", In("out.wav")]));
            Assert.Contains(what, _errors.ToString());
            Assert.Single(_errors.ToString().TrimEnd().Split('\n'));
            _errors.GetStringBuilder().Clear();
        }
    }

    /// <summary>Trains for a moment; what it saves, played as a file, gives the same sound.</summary>
    [Fact]
    public void WithoutAModelItTrainsOne()
    {
        Assert.Equal((ExitCode.Success, ""), (Run("--seconds", "0.3", "--save", _folder), _errors.ToString()));
        Assert.Contains("this network", _output.ToString());
        Assert.Equal(["amp.nam", "amp.safetensors", "amp.wav", "riff.wav", "target.wav"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        foreach (string file in (string[])["amp.nam", "amp.safetensors"])
        {
            Assert.Equal(ExitCode.Success, Run("--model", In(file), "--output", In("again.wav"), "--block", "480"));
            float[] first = WavReader.Read(In("amp.wav")).Channels[0], again = WavReader.Read(In("again.wav")).Channels[0];
            Assert.Equal(8 * 48_000, first.Length);
            // The one begins with the state after silence, the other from zero.
            if (file == "amp.nam") Assert.Equal(first, again);
            else Assert.InRange(first[^1] - again[^1], -1e-3, 1e-3);
        }
    }

    private string In(string file) => Path.Combine(_folder, file);

    private int Run(params string[] arguments) => new CommandLine().Invoke(
        arguments,
        options => new Application(_output, _errors).Run(options),
        new InvocationConfiguration { Output = _output, Error = _errors });
}
