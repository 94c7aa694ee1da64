using GuitarAmp.Playing;
using RnnGen;
using RnnGen.Formats;

namespace Samples.Tests.GuitarAmp;

public class AmpTests
{
    private const int Rate = 48_000;

    private static float[] Play(Amp amp, ReadOnlySpan<float> input, int block)
    {
        var output = new float[input.Length];
        for (int at = 0; at < input.Length; at += block)
        {
            int count = Math.Min(block, input.Length - at);
            amp.Process(input.Slice(at, count), output.AsSpan(at, count));
        }
        return output;
    }

    /// <summary>Generated code against the reference engine: gains, skip, initial state.</summary>
    [Fact]
    public void PlaysWhatTheFileHolds()
    {
        ImportedModel file = Models.Amp();
        var model = new AmpModel(file);
        Assert.True(model.IsCompiled);
        float[] sound = Models.Sound(2000), played = Play(model.NewAmp(Rate, []), sound, 64);
        double[] expected = file.Run(sound);
        for (int i = 0; i < sound.Length; i++) Assert.InRange(played[i] - expected[i], -2e-6, 2e-6);
    }

    /// <summary>Every compiled model, with and without a skip; another tool calls its tensors otherwise.</summary>
    [Fact]
    public void EveryCompiledModelTakesItsParameters()
    {
        foreach (ModelSpec spec in CompiledModels.Specs.SelectMany(spec => (ModelSpec[])[spec, spec with { InputSkip = true }]))
        {
            int layers = 0;
            ModelSpec renamed = spec with { Layers = new(spec.Layers.Select(layer => layer is InputSpec ? layer : layer with { Name = layers++ == 0 ? "" : $"a.b{layers}" })) };
            ImportedModel file = Models.Amp(renamed);
            var model = new AmpModel(file);
            Assert.True(model.IsCompiled, renamed.ToString());
            float[] knobs = [.. Enumerable.Range(0, model.Knobs).Select(i => 0.3f + 0.4f * i)], sound = Models.Sound(200);
            float[] played = Play(model.NewAmp(Rate, knobs), sound, 64);
            double[] expected = file.Run([.. sound.SelectMany(sample => (float[])[sample, .. knobs])]);
            for (int i = 0; i < sound.Length; i++) Assert.True(Math.Abs(played[i] - expected[i]) < 5e-6, $"{spec}: {played[i]} is not {expected[i]} at {i}");
        }
    }

    [Theory]
    [InlineData(12, Rate)]
    [InlineData(12, 3 * Rate)]
    [InlineData(12, 88_200)]
    [InlineData(5, 88_200)]
    public void TheOutputDoesNotDependOnTheBlocks(int units, int rate)
    {
        var model = new AmpModel(Models.Amp(Models.SkipLstm(units)));
        Assert.Equal(units == 12, model.IsCompiled);
        float[] sound = Models.Sound(model.IsCompiled ? 1000 : 200);
        Amp amp = model.NewAmp(rate, []);
        float[] whole = Play(amp, sound, sound.Length);
        foreach (int block in (int[])[1, 7, 64, 480])
        {
            amp.Reset();
            Assert.Equal(whole, Play(amp, sound, block));
        }

        // In place, and another channel between the blocks.
        (Amp own, Amp other) = (model.NewAmp(rate, []), model.NewAmp(rate, []));
        var buffer = new float[7];
        for (int at = 0; at + 7 <= sound.Length; at += 7)
        {
            sound.AsSpan(at, 7).CopyTo(buffer);
            own.Process(buffer, buffer);
            Assert.Equal(whole[at..(at + 7)], buffer);
            other.Process(new float[5], new float[5]);
        }
    }

    [Theory]
    [InlineData(Rate)]
    [InlineData(2 * Rate)]
    [InlineData(88_200)]
    public void PlayingAllocatesNothing(int rate)
    {
        Amp amp = new AmpModel(Models.Amp()).NewAmp(rate, []);
        float[] sound = Models.Sound(480), output = new float[480];
        for (int i = 0; i < 100; i++) amp.Process(sound, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            amp.Process(sound, output);
            amp.Process(sound.AsSpan(0, 1), output.AsSpan(0, 1));
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void AnOutputOfAnotherLengthIsRefused() =>
        Assert.Contains("Expected 2 samples", Assert.Throws<ArgumentException>(() => new AmpModel(Models.Amp()).NewAmp(Rate, []).Process(new float[2], new float[3])).Message);

    /// <summary>At r times the rate, r models play by turns, each every r-th sample.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AtAWholeMultipleOfTheRateEachTurnIsTheModelAtItsOwn(int ratio)
    {
        var model = new AmpModel(Models.Amp());
        float[][] turns = [.. Enumerable.Range(0, ratio).Select(turn => Models.Sound(300, seed: turn))];
        float[] sound = [.. Enumerable.Range(0, 300 * ratio).Select(i => turns[i % ratio][i / ratio])];
        float[] played = Play(model.NewAmp(ratio * Rate, []), sound, 64);
        for (int turn = 0; turn < ratio; turn++)
        {
            float[] own = Play(model.NewAmp(Rate, []), turns[turn], 64);
            Assert.Equal(own, played.Where((_, i) => i % ratio == turn));
        }

        // A sound whose samples are held: the model hears its own rate's.
        float[] held = Play(model.NewAmp(ratio * Rate, []), [.. turns[0].SelectMany(sample => Enumerable.Repeat(sample, ratio))], 64);
        Assert.Equal(Play(model.NewAmp(Rate, []), turns[0], 64), held.Where((_, i) => i % ratio == 0));
    }

    /// <summary>s[n] = f((1 − φ)·s[n − ⌊r⌋] + φ·s[n − ⌊r⌋ − 1], x[n]) in double, with every state kept.</summary>
    [Theory]
    [InlineData(48_000, 72_000)]
    [InlineData(44_100, 48_000)]
    [InlineData(44_100, 192_000)]
    [InlineData(44_100, 44_101)]
    public void BetweenMultiplesStatesAreInterpolated(int modelRate, int rate)
    {
        foreach (ModelSpec spec in (ModelSpec[])[Models.SkipLstm(12), new(new InputSpec(1), new GruSpec(8), new DenseSpec(1)), new(new InputSpec(1), new LstmSpec(8) { Layers = 2 }, new DenseSpec(1))])
        {
            ImportedModel file = Models.Amp(spec, modelRate);
            float[] sound = Models.Sound(400), played = Play(new AmpModel(file).NewAmp(rate, []), sound, 64);
            double ratio = (double)rate / modelRate;
            int whole = (int)ratio;
            ImportedPart part = file.Single;
            var states = new List<ReferenceTensors>();
            for (int n = 0; n < sound.Length; n++)
            {
                ReferenceTensors state = part.NewState();
                foreach (TensorInfo slot in state.Tensors)
                {
                    double[] near = Past(n - whole)[slot.Name], far = Past(n - whole - 1)[slot.Name];
                    for (int i = 0; i < near.Length; i++) state[slot.Name][i] = near[i] + (ratio - whole) * (far[i] - near[i]);
                }
                ReferenceRun run = part.Network.Forward([file.InputGain * sound[n]], state);
                states.Add(run.FinalState);
                Assert.InRange(played[n] - file.OutputGain * run.Outputs[0], -2e-6, 2e-6);
            }

            ReferenceTensors Past(int n) => n < 0 ? part.NewState() : states[n];
        }
    }

    [Theory]
    [InlineData(44_100, "resample")]
    [InlineData(47_999, "resample")]
    [InlineData(768_001, "16 times")]
    public void ARateThatCannotBePlayedIsRefused(int rate, string why)
    {
        var model = new AmpModel(Models.Amp());
        string message = Assert.Throws<InvalidDataException>(() => model.NewAmp(rate, [])).Message;
        Assert.Contains($"{rate:N0} samples a second, the model was trained at 48,000", message);
        Assert.Contains(why, message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TheRateIsTheFilesOrTheUsersOrTheFormatsCustom()
    {
        ImportedModel silent = Models.Amp(rate: null);
        Assert.Contains("--model-rate", Assert.Throws<InvalidDataException>(() => new AmpModel(silent)).Message);
        Assert.Equal((96_000, false), RateOf(silent, 96_000));
        Assert.Equal((44_100, true), RateOf(silent with { Format = ModelFormat.GuitarMl }, null));
        Assert.Equal((48_000, true), RateOf(silent with { Format = ModelFormat.AidaX }, null));
        Assert.Equal((48_000, false), RateOf(silent with { Format = ModelFormat.GuitarMl }, 48_000));
        Assert.Equal((48_000, false), RateOf(Models.Amp(), 48_000));
        Assert.Contains("trained at 48,000 Hz; --model-rate says 44,100", Assert.Throws<InvalidDataException>(() => new AmpModel(Models.Amp(), 44_100)).Message);

        static (double, bool) RateOf(ImportedModel file, double? said)
        {
            var model = new AmpModel(file, said);
            return (model.SampleRate, model.RateIsCustom);
        }
    }

    [Fact]
    public void KnobsAreAsManyAsTheModelHas()
    {
        var plain = new AmpModel(Models.Amp());
        var two = new AmpModel(Models.Amp(new(new InputSpec(3), new DenseSpec(8), new GruSpec(16), new DenseSpec(1))));
        Assert.Equal((0, 2), (plain.Knobs, two.Knobs));
        Assert.Contains("has 0 knobs; --knob was given once", Assert.Throws<InvalidDataException>(() => plain.NewAmp(Rate, [1])).Message);
        Assert.Contains("has 2 knobs; --knob was given 0 times", Assert.Throws<InvalidDataException>(() => two.NewAmp(Rate, [])).Message);
    }

    [Fact]
    public void WhatIsNoAmplifierIsRefused()
    {
        (string Why, ImportedModel Model)[] cases =
        [
            ("2 values for a sample", Models.Amp(new(new InputSpec(1), new LstmSpec(3), new DenseSpec(2)))),
            ("reads tokens", Models.Amp(new(new OneHotSpec(4), new LstmSpec(3), new DenseSpec(1)))),
            ("one output for a whole sequence", Models.Amp(new(new InputSpec(1), new LstmSpec(3), new DenseSpec(1)) { Output = OutputMode.LastStep })),
            ("from its end", Models.Amp(new(new InputSpec(1), new LstmSpec(3) { Direction = Direction.Bidirectional }, new DenseSpec(1)))),
            ("2 networks", new ImportedModel(
                new ImportedPart(RandomParameters.Of(new(new InputSpec(1), new DenseSpec(1)))) { Name = "a" },
                new ImportedPart(RandomParameters.Of(new(new InputSpec(1), new DenseSpec(1)))) { Name = "b", Reads = ["a"] })),
        ];
        foreach ((string why, ImportedModel model) in cases) Assert.Contains(why, Assert.Throws<InvalidDataException>(() => new AmpModel(model, Rate)).Message);
    }
}
