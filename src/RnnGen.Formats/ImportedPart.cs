namespace RnnGen.Formats;

/// <summary>One network of a model: what it is, its parameters, and what it reads.</summary>
public sealed class ImportedPart
{
    /// <summary>The name that stands for the model's own input in <see cref="Reads"/>.</summary>
    public const string ModelInput = "(input)";

    private ReferenceNetwork? _network;

    /// <summary>A network that reads the model's input.</summary>
    public ImportedPart(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        Spec = parameters.Spec as ModelSpec ?? throw new ArgumentException($"Expected the parameters of one network; found those of {parameters.Spec}.", nameof(parameters));
    }

    /// <summary>Its name; empty where the model has no other.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is: as a generated model's <c>Spec</c>, and as the reference engine takes it.</summary>
    public ModelSpec Spec { get; }

    /// <summary>All tensors, under RnnGen's names and in its order.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Whose outputs are concatenated, in this order, to what it reads: parts before it, or <see cref="ModelInput"/>. Empty for one of several networks that nothing joins: run its <see cref="Network"/>.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [ModelInput];

    /// <summary>The state that it begins with, by slot (<c>lstm.h_l0</c>); slots that are missing begin at zero.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> InitialState { get; init; } = new Dictionary<string, IReadOnlyList<float>>();

    /// <summary>The reference engine with these parameters.</summary>
    public ReferenceNetwork Network
    {
        get
        {
            if (_network is not null) return _network;
            var network = new ReferenceNetwork(Spec);
            network.Load(Parameters);
            return _network = network;
        }
    }

    /// <summary>A new state for <see cref="Network"/>: <see cref="InitialState"/>.</summary>
    public ReferenceTensors NewState()
    {
        ReferenceTensors state = Network.NewState();
        foreach ((string slot, IReadOnlyList<float> values) in InitialState)
        {
            double[] destination = state[slot];
            if (values.Count != destination.Length)
            {
                throw new InvalidOperationException($"State '{slot}': expected {destination.Length} values, found {values.Count}.");
            }
            for (int i = 0; i < destination.Length; i++) destination[i] = values[i];
        }
        return state;
    }
}
