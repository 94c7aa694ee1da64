using RnnGen;
using RnnGen.Formats;

namespace Samples.Tests.GuitarAmp;

/// <summary>Models to play.</summary>
internal static class Models
{
    /// <summary>With gains, a skip, and a state to begin with.</summary>
    public static ImportedModel Amp(ModelSpec? spec = null, double? rate = 48_000)
    {
        ParameterBuffer parameters = RandomParameters.Of(spec ?? SkipLstm(12));
        var random = new Random(2);
        return new ImportedModel(new ImportedPart(parameters)
        {
            InitialState = new StateLayout(new Topology((ModelSpec)parameters.Spec)).Slots.ToDictionary(
                slot => slot.Name, slot => (IReadOnlyList<float>)[.. Enumerable.Range(0, slot.Length).Select(_ => random.NextSingle() - 0.5f)]),
        })
        {
            InputGainDecibels = 3, OutputGainDecibels = -1.5, Metadata = new ModelMetadata { Name = "it", SampleRate = rate },
        };
    }

    public static ModelSpec SkipLstm(int units) => new(new InputSpec(1), new LstmSpec(units) { Name = "rec" }, new DenseSpec(1) { Name = "lin" }) { InputSkip = true };

    /// <summary>Sound that is no sine.</summary>
    public static float[] Sound(int length, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(i => 0.6f * MathF.Sin(0.05f * i) + 0.4f * (random.NextSingle() - 0.5f))];
    }
}
