namespace RnnGen.Formats;

/// <summary>Makes networks of stages: one where each reads the one before it, several where the graph branches.</summary>
internal sealed class OnnxAssembler
{
    /// <summary>The widest vector for which a function that no layer has becomes a dense layer with the unit matrix.</summary>
    private const int MostUnits = 4096;

    private readonly OnnxFile _file;
    private readonly OnnxLayers _layers;
    private readonly Dictionary<OnnxStage, int> _readers = [];
    private readonly Dictionary<OnnxStage, int> _partOf = [];
    private readonly List<OnnxPart> _parts = [];

    /// <summary>Assembles what leads to <paramref name="ends"/>.</summary>
    /// <exception cref="ModelFormatException">The stages are no network that RnnGen has.</exception>
    public OnnxAssembler(OnnxFile file, OnnxLayers layers, IReadOnlyList<OnnxStage> ends)
    {
        (_file, _layers) = (file, layers);
        foreach (OnnxStage end in ends) Count(end);
        foreach (OnnxStage stage in layers.Stages.Where(stage => !_readers.ContainsKey(stage)))
        {
            if (stage.Operation is not (StateOperation or InputOperation)) throw layers.Refuse(stage, "nothing that it gives reaches the network's output");
        }
        foreach (OnnxStage end in ends) MakePart(end);
        Ends = [.. ends.Select(end => _partOf[end])];
        RequireOnce();
    }

    /// <summary>The networks, in an order in which each reads only earlier ones.</summary>
    public IReadOnlyList<OnnxPart> Parts => _parts;

    /// <summary>The network of each end.</summary>
    public IReadOnlyList<int> Ends { get; }

    private void Count(OnnxStage stage)
    {
        bool isNew = !_readers.ContainsKey(stage);
        _readers[stage] = _readers.GetValueOrDefault(stage) + 1;
        if (!isNew) return;
        foreach (OnnxStage read in PathOf(stage)) Count(read);
    }

    /// <summary>What a stage reads on the data's way; the second summand of a connection goes around it.</summary>
    private static IReadOnlyList<OnnxStage> PathOf(OnnxStage stage) => stage.Operation is SkipOperation ? [stage.Reads[0]] : stage.Reads;

    private int MakePart(OnnxStage end)
    {
        if (_partOf.TryGetValue(end, out int known)) return known;
        var chain = new List<OnnxStage>();
        IReadOnlyList<OnnxStage> reads = [end];
        // A stage that others read too ends a part of its own, except where this chain begins with it.
        while (reads is [{ Operation: not (InputOperation or TableOperation) } stage] && (chain.Count == 0 || _readers[stage] == 1))
        {
            chain.Insert(0, stage);
            reads = PathOf(stage);
        }
        if (chain.Count == 0) throw _layers.Refuse(end, "there is no layer between the input and the output");
        if (chain.Count > 4 * FormatLimits.Layers) throw _layers.Refuse(end, $"there are more than {FormatLimits.Layers} layers");
        var sources = new List<int>();
        foreach (OnnxStage read in reads.Where(read => read.Operation is not (InputOperation or TableOperation))) sources.Add(MakePart(read));
        var part = new OnnxPart(_file, _layers, chain, reads, read => _partOf[read], MostUnits);
        _parts.Add(part);
        foreach (OnnxStage stage in chain) _partOf[stage] = _parts.Count - 1;
        if (sources.Any(source => _parts[source].Output != OutputMode.EveryStep)) throw _layers.Refuse(chain[0], "it reads one vector for a sequence from a network that branches there");
        return _parts.Count - 1;
    }

    /// <summary>No initializer may be in two places, except where an embedding's table is the output layer's matrix.</summary>
    private void RequireOnce()
    {
        HashSet<string> tied = [.. _parts.SelectMany(part => part.TiedNames)];
        foreach ((string name, int count) in _layers.Consumed)
        {
            if (count > (tied.Contains(name) ? 2 : 1)) throw new ModelFormatException($"{_file.Source}: initializer '{name}' is used by {count} layers; RnnGen's layers do not share weights.");
        }
    }
}
