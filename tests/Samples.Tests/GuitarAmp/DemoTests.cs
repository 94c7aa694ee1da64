using GuitarAmp.Demo;
using GuitarAmp.Playing;
using RnnGen.Formats;

namespace Samples.Tests.GuitarAmp;

public class DemoTests
{
    /// <summary>Errors 0, 1 and −1 of targets 1, 2 and −1; after pre-emphasis 0, 1 and −1.85 of 1, 1.15 and −2.7.</summary>
    [Fact]
    public void ErrorsByHand()
    {
        Assert.Equal(2 / 6.0, SignalError.Ratio([1, 1, 0], [1, 2, -1]), 12);
        Assert.Equal((1 + 1.85 * 1.85) / (1 + 1.15 * 1.15 + 2.7 * 2.7), SignalError.EmphasizedRatio([1, 1, 0], [1, 2, -1]), 12);
    }

    [Fact]
    public void ACurveWithoutMemoryIsFound()
    {
        float[] sound = Models.Sound(20_000), bent = Array.ConvertAll(sound, x => MathF.Tanh(3 * x) + 0.2f);
        Assert.InRange(SignalError.Ratio([.. sound.Select(Baseline.Curve(sound, bent))], bent), 0, 1e-4);
        Assert.Equal(-2.5f, Baseline.Gain(sound, Array.ConvertAll(sound, x => -2.5f * x))(1), 1e-6f);
    }

    [Fact]
    public void AStringSoundsAtItsPitch()
    {
        var sound = new float[24_000];
        PluckedString.Add(sound, 48_000, 110, 1, 0.8f, new Random(1));
        // The lag at which the sound is most like itself; 48,000 / 110 = 436.4.
        int lag = Enumerable.Range(300, 400).MaxBy(lag => Enumerable.Range(10_000, 5_000).Sum(i => (double)sound[i] * sound[i + lag]));
        Assert.InRange(lag, 435, 438);
        Assert.InRange(sound[^2_000..].Max(Math.Abs), 0.001f, sound[..2_000].Max(Math.Abs) / 2);
    }

    [Fact]
    public void TheRiffIsEightSecondsBelowFullScale()
    {
        float[] riff = Guitar.Riff();
        Assert.Equal(8 * Guitar.Rate, riff.Length);
        Assert.Equal(0.8f, riff.Max(Math.Abs), 1e-6f);
        Assert.Equal(riff, Guitar.Riff());
        Assert.Equal(Guitar.Practice(2, 5), Guitar.Practice(2, 5));
        Assert.NotEqual(Guitar.Practice(2, 5), Guitar.Practice(2, 6));
    }

    [Fact]
    public void TheValveStageRestsBendsAndRemembers()
    {
        Assert.All(ValveStage.Play(new float[100], 48_000), sample => Assert.Equal(0, sample));
        float[] Steady(float x) => ValveStage.Play([.. Enumerable.Repeat(x, 5_000)], 48_000);
        Assert.InRange(Steady(0.8f)[^1] / -Steady(-0.8f)[^1], 0.5f, 0.95f);
        // The same moment after a loud one is softer: the supply has sagged.
        float[] Last(float before) => ValveStage.Play([.. Enumerable.Repeat(before, 1_000), .. Enumerable.Repeat(0f, 200), .. Enumerable.Repeat(0.05f, 20)], 48_000);
        Assert.InRange(Last(0.8f)[^1] / Last(0)[^1], 0.3f, 0.8f);
    }

    /// <summary>So many updates, not so many seconds: the same on every machine.</summary>
    [Fact]
    public void LearnsTheValveStage()
    {
        float[] practice = Guitar.Practice(10, 1), targets = ValveStage.Play(practice, Guitar.Rate);
        Lstm16 trained = AmpTraining.Run(practice, targets, seed: 1, threads: 1, update => update / 400.0);
        var model = new AmpModel(new ImportedModel(trained.Parameters) { Metadata = new() { SampleRate = Guitar.Rate } });
        float[] riff = Guitar.Riff(), wanted = ValveStage.Play(riff, Guitar.Rate), played = new float[riff.Length];
        model.NewAmp(Guitar.Rate, []).Process(riff, played);
        Assert.InRange(SignalError.Ratio(played, wanted), 0, SignalError.Ratio([.. riff.Select(Baseline.Curve(practice, targets))], wanted) / 2);
    }
}
