using RnnGen;
using RnnGen.Formats;

namespace GuitarAmp.Playing;

/// <summary>A trained amplifier from a file: a network, what stands around it, and the rate that it was trained at.</summary>
internal sealed class AmpModel
{
    /// <summary>As many states are kept; beyond it one of the rates is a mistake: 44,100 Hz times 16 is 705,600.</summary>
    private const int HighestRatio = 16;

    private readonly INetwork _network;
    private readonly AmpSettings _settings;

    /// <summary>Takes a model that a file holds.</summary>
    /// <param name="model">One network, from one sample (and knobs) to one.</param>
    /// <param name="rate">The rate that it was trained at, where the file does not say it; null to take the format's custom, if it has one.</param>
    /// <exception cref="InvalidDataException">It is no amplifier, or its rate is not known; the message says what is wrong.</exception>
    public AmpModel(ImportedModel model, double? rate = null)
    {
        if (WhyNot(model) is { } reason) throw new InvalidDataException($"The model is no amplifier: {reason}.");
        Spec = model.Spec;
        (SampleRate, RateIsCustom) = RateOf(model, rate);
        INetwork? compiled = CompiledModels.TryMake(model.Parameters);
        IsCompiled = compiled is not null;
        _network = compiled ?? new InterpretedNetwork(model.Single);
        _settings = new AmpSettings { InputGain = (float)model.InputGain, OutputGain = (float)model.OutputGain, InitialState = InitialState(model.Single) };
    }

    /// <summary>What it is.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Whether generated code runs it, and not the reference engine.</summary>
    public bool IsCompiled { get; }

    /// <summary>The rate that it was trained at, in Hz.</summary>
    public double SampleRate { get; }

    /// <summary>Whether neither the file nor the user says the rate, so that it is the format's custom.</summary>
    public bool RateIsCustom { get; }

    /// <summary>Inputs beside the sample.</summary>
    public int Knobs => _network.InputsPerStep - 1;

    /// <summary>How often the rate goes into the host's.</summary>
    /// <exception cref="InvalidDataException">The host's rate is too low, or far too high.</exception>
    public double RatioTo(int hostRate)
    {
        double ratio = hostRate / SampleRate;
        if (ratio is >= 1 and <= HighestRatio) return ratio;
        string why = ratio < 1
            ? "a state of less than one sample ago does not exist yet. Resample the sound to the model's rate or above"
            : $"more than {HighestRatio} times the model's. Is that the model's rate?";
        throw new InvalidDataException(FormattableString.Invariant($"The sound has {hostRate:N0} samples a second, the model was trained at {SampleRate:N0}: {why}."));
    }

    /// <summary>An amplifier for one channel. All of a model share its weights.</summary>
    /// <exception cref="InvalidDataException">The rate is too low, or there are too many knobs or too few.</exception>
    public Amp NewAmp(int hostRate, IReadOnlyList<float> knobs) => knobs.Count == Knobs
        ? new Amp(_network, _settings with { Knobs = knobs }, RatioTo(hostRate))
        : throw new InvalidDataException($"The model has {Knobs} {(Knobs == 1 ? "knob" : "knobs")}; --knob was given {(knobs.Count == 1 ? "once" : $"{knobs.Count} times")}.");

    private static string? WhyNot(ImportedModel model)
    {
        if (model.Parts.Count > 1) return $"it has {model.Parts.Count} networks";
        if (model.Spec.ReadsTokens) return "it reads tokens";
        if (!model.Spec.HasOutputPerStep) return "it gives one output for a whole sequence";
        if (!model.Spec.RunsForward) return "a layer of it reads the sound from its end";
        int outputs = model.Single.Network.OutputSize;
        return outputs == 1 ? null : $"it gives {outputs} values for a sample";
    }

    private static (double Rate, bool IsCustom) RateOf(ImportedModel model, double? said)
    {
        if (model.Metadata.SampleRate is { } rate)
        {
            return said is null || said == rate ? (rate, false)
                : throw new InvalidDataException(FormattableString.Invariant($"The model's file says that it was trained at {rate:N0} Hz; --model-rate says {said:N0}."));
        }
        if (said is { } own) return (own, false);
        return model.Format switch
        {
            ModelFormat.GuitarMl => (44_100, true),
            // What AIDA-X's player takes where a file is silent. NAM's custom, the same, is the reader's business.
            ModelFormat.AidaX => (48_000, true),
            _ => throw new InvalidDataException("The model's file does not say at which sample rate it was trained: say it with --model-rate."),
        };
    }

    /// <summary>NAM's is the state after silence; others begin at zero.</summary>
    private static float[] InitialState(ImportedPart part)
    {
        var layout = new StateLayout(new Topology(part.Spec));
        var state = new float[layout.Length];
        ReferenceTensors values = part.NewState();
        foreach (StateSlot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i++) state[slot.Offset + i] = (float)values[slot.Name][i];
        }
        return state;
    }
}
