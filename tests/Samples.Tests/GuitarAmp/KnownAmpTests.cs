using System.Globalization;
using GuitarAmp.Playing;
using RnnGen.Formats;
using RnnGen.Tests;

namespace Samples.Tests.GuitarAmp;

/// <summary>Models that others trained, block by block, against the outputs of their own players.</summary>
public class KnownAmpTests
{
    [SharedFact]
    public void NeuralAmpModeler()
    {
        var io = new ConformanceFile(SharedData.PathOf("models", "nam", "lstm.io.safetensors"));
        Check(SharedData.PathOf("models", "nam", "lstm.nam"), null, io["x"], io["y_core32"], 1e-6, isCompiled: true);
    }

    [SharedTheory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100)]
    public void KlonCentaur(int gain)
    {
        var io = new ConformanceFile(SharedData.PathOf("models", "kloncentaur", "io.safetensors"));
        Check(SharedData.PathOf("models", "kloncentaur", $"centaur_{gain}.json"), 44_100, io["x"], io[$"y{gain}_numpy64"], 1e-6, isCompiled: true);
    }

    // The GRU has another dense layer behind it, a shape that is not compiled.
    [SharedTheory]
    [InlineData("lstm_1d", 1e-6, true)]
    [InlineData("gru_1d", 1e-6, false)]
    public void RtNeural(string name, double tolerance, bool isCompiled) =>
        Check(SharedData.PathOf("rtneural", $"{name}.json"), 48_000, Column($"{name}_x_python.csv"), Column($"{name}_y_python.csv"), tolerance, isCompiled);

    private static void Check(string path, double? rate, double[] inputs, double[] expected, double tolerance, bool isCompiled)
    {
        var model = new AmpModel(ModelImport.Read(path), rate);
        Assert.Equal(isCompiled, model.IsCompiled);
        Amp amp = model.NewAmp((int)model.SampleRate, []);
        float[] sound = Array.ConvertAll(inputs, value => (float)value);
        Assert.Equal(expected.Length, sound.Length);
        for (int at = 0; at < sound.Length; at += 64)
        {
            Span<float> block = sound.AsSpan(at, Math.Min(64, sound.Length - at));
            amp.Process(block, block);
        }
        for (int i = 0; i < sound.Length; i++) Assert.InRange(sound[i] - expected[i], -tolerance, tolerance);
    }

    private static double[] Column(string file) =>
        [.. File.ReadLines(SharedData.PathOf("rtneural", file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
}
