namespace RnnGen.Formats;

/// <summary>A trained model from a file, or on its way into one: its networks, what stands around them, and what is known about it.</summary>
/// <remarks>
/// <para>Most files hold one network: then <see cref="Spec"/> and <see cref="Parameters"/> are all. RNNoise holds six that read each
/// other's outputs: <see cref="Parts"/>.</para>
/// <para>y = <see cref="OutputGain"/>·net(<see cref="InputGain"/>·x). A skip from input to output belongs to the network
/// (<see cref="ModelSpec.InputSkip"/>) and so sees the scaled input. Where a step takes several inputs, the first is the audio, which
/// alone is scaled; the others are knobs.</para>
/// </remarks>
public sealed record ImportedModel
{
    /// <summary>A model of several networks in an order in which each reads only earlier ones.</summary>
    /// <exception cref="ArgumentException">There is no part, a name stands twice, or a part reads one that is not before it.</exception>
    public ImportedModel(params IReadOnlyList<ImportedPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("A model has at least one part.", nameof(parts));
        var known = new HashSet<string>();
        foreach (ImportedPart part in parts)
        {
            if (part.Reads.FirstOrDefault(name => name != ImportedPart.ModelInput && !known.Contains(name)) is { } unknown)
            {
                throw new ArgumentException($"Part '{part.Name}' reads '{unknown}', which is no part before it.", nameof(parts));
            }
            if (!known.Add(part.Name)) throw new ArgumentException($"Two parts are called '{part.Name}'.", nameof(parts));
        }
        RequireOneInputWidth(parts);
        Parts = [.. parts];
        Outputs = [parts[^1].Name];
    }

    /// <summary>A model of one network.</summary>
    public ImportedModel(ParameterBuffer parameters) : this(new ImportedPart(parameters)) { }

    /// <summary>Its networks, in an order in which each reads only earlier ones.</summary>
    public IReadOnlyList<ImportedPart> Parts { get; }

    /// <summary>The parts whose outputs, concatenated, are the model's; the last one's unless said otherwise.</summary>
    /// <exception cref="ArgumentException">It is set to names that are no parts.</exception>
    public IReadOnlyList<string> Outputs
    {
        get;
        init => field = value.Count > 0 && value.All(name => Parts.Any(part => part.Name == name)) ? [.. value]
            : throw new ArgumentException($"Expected names of parts; found {string.Join(", ", value)}.", nameof(value));
    }

    /// <summary>The format of the file it came from; null where it came from none.</summary>
    public ModelFormat? Format { get; init; }

    /// <summary>Decibels by which the first input of each step is raised before the network.</summary>
    public double InputGainDecibels { get; init; }

    /// <summary>Decibels by which the output is raised after the network.</summary>
    public double OutputGainDecibels { get; init; }

    /// <summary>The factor of the input.</summary>
    public double InputGain => Factor(InputGainDecibels);

    /// <summary>The factor of the output.</summary>
    public double OutputGain => Factor(OutputGainDecibels);

    /// <summary>What the file says about it.</summary>
    public ModelMetadata Metadata { get; init; } = ModelMetadata.Empty;

    /// <summary>Known answers that the file carries, gains and skip included.</summary>
    public IReadOnlyList<TestVector> TestVectors { get; init; } = [];

    /// <summary>What was checked while reading, beyond names, shapes and finite values: a sentence with its figures each.</summary>
    public IReadOnlyList<string> Verified { get; init; } = [];

    /// <summary>What the file does not say and was taken for granted: a sentence each. Read these.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>The only network.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public ModelSpec Spec => Single.Spec;

    /// <summary>The only network's parameters.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public ParameterBuffer Parameters => Single.Parameters;

    /// <summary>The only network.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public ImportedPart Single => Parts.Count == 1 ? Parts[0]
        : throw new InvalidOperationException($"The model has {Parts.Count} parts: {string.Join(", ", Parts.Select(part => part.Name))}; take them from Parts.");

    /// <summary>Runs the model in the reference engine, from its initial state, with gains and skip.</summary>
    /// <param name="inputs">Row-major [T, inputs].</param>
    /// <returns>Row-major [T, outputs]; [outputs] where the last part gives one output for a sequence.</returns>
    /// <exception cref="ArgumentException">A part that reads the input reads tokens, or a length is wrong.</exception>
    public double[] Run(ReadOnlySpan<float> inputs)
    {
        var values = new double[inputs.Length];
        for (int i = 0; i < values.Length; i++) values[i] = inputs[i];
        return Finish(new PartRunner(this).Run(values));
    }

    /// <summary>Runs a model that reads tokens.</summary>
    /// <param name="tokens">Row-major [T, inputs a step].</param>
    /// <exception cref="ArgumentException">The model reads real values, or a token is unknown.</exception>
    public double[] Run(ReadOnlySpan<int> tokens) => Finish([.. Single.Network.Forward(tokens, Single.NewState()).Outputs]);

    /// <summary>What of a part's input is not other parts' outputs is the model's, and that is as wide for all.</summary>
    private static void RequireOneInputWidth(IReadOnlyList<ImportedPart> parts)
    {
        Dictionary<string, int> outputs = parts.ToDictionary(part => part.Name, part => new Topology(part.Spec).OutputSize);
        int? width = null;
        foreach (ImportedPart part in parts.Where(part => part.Reads.Count > 0 && !part.Spec.ReadsTokens))
        {
            int left = new Topology(part.Spec).InputSize - part.Reads.Where(outputs.ContainsKey).Sum(name => outputs[name]);
            bool readsInput = part.Reads.Contains(ImportedPart.ModelInput);
            if (readsInput ? left < 1 || (width ??= left) != left : left != 0)
            {
                throw new ArgumentException($"Part '{part.Name}' reads {new Topology(part.Spec).InputSize} values, which is not the width of what it reads: {string.Join(", ", part.Reads)}.", nameof(parts));
            }
        }
    }

    private double[] Finish(double[] outputs)
    {
        for (int i = 0; i < outputs.Length; i++) outputs[i] *= OutputGain;
        return outputs;
    }

    /// <summary>10^(dB/20); AIDA-X, whose gains these are, takes −90 dB and less for silence.</summary>
    internal static double Factor(double decibels) => decibels > -90 ? Math.Pow(10, decibels / 20) : 0;
}
