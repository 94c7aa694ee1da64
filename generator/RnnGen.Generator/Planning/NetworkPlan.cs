using RnnGen.Generator.Emit;

namespace RnnGen.Generator.Planning;

/// <summary>How a network will be computed: pure data, made of the specification alone.</summary>
internal sealed class NetworkPlan
{
    private readonly CostModel _costs;

    /// <param name="spec">The network.</param>
    /// <param name="storage">What its kernels read: the parameters, or the smaller copy of them.</param>
    /// <param name="costs">Makes the choices; null means <see cref="CostModel.Default"/>.</param>
    public NetworkPlan(ModelSpec spec, WeightStorage storage = WeightStorage.Float32, CostModel? costs = null)
    {
        _costs = costs ?? CostModel.Default;
        Topology = new Topology(spec);
        Parameters = new ParameterLayout(Topology);
        Stored = new StoredLayout(Parameters, storage);
        State = new StateLayout(Topology);
        SourceDropouts = Topology.Nodes.TakeWhile(node => node is DropoutNode).Select(DropoutOf).OfType<DropoutUse>().ToList();
        Sources = PlanSources();
        Layers = PlanLayers();
        Transposed = TransposedPanel.Of(this).ToList();
        Tape = TapePlanner.Plan(this).ToList();
        ChunkSteps = ChooseChunk(storage);
        Wave = WavePlan.Of(this, _costs);
    }

    public Topology Topology { get; }

    public ParameterLayout Parameters { get; }

    /// <summary>Where the kernels find them.</summary>
    public StoredLayout Stored { get; }

    public StateLayout State { get; }

    public ModelSpec Spec => Topology.Spec;

    public IReadOnlyList<SourcePlan> Sources { get; }

    /// <summary>Dropout of the sources' vectors, before any layer.</summary>
    public IReadOnlyList<DropoutUse> SourceDropouts { get; }

    /// <summary>Whether real inputs are dropped before any layer.</summary>
    public bool DropsRealInput => SourceDropouts.Count > 0 && !Spec.ReadsTokens;

    /// <summary>The layers in the order of the data's way.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>What a backward pass needs of its forward pass, and its own room.</summary>
    public IReadOnlyList<TapeBuffer> Tape { get; }

    /// <summary>The matrices that a backward pass reads the other way round.</summary>
    public IReadOnlyList<TransposedPanel> Transposed { get; }

    /// <summary>The C# type of one input value.</summary>
    public string InputType => Spec.ReadsTokens ? "int" : "float";

    /// <summary>Layers that run at every step: all, or those up to the pooling.</summary>
    public IReadOnlyList<LayerPlan> EveryStep => Topology.PoolAfter < 0 ? Layers : Layers.Take(Layers.ToList().FindLastIndex(layer => layer is RecurrentPlan) + 1).ToList();

    /// <summary>Layers that run once, behind the pooling.</summary>
    public IReadOnlyList<LayerPlan> Head => Layers.Skip(EveryStep.Count).ToList();

    /// <summary>Whether outputs are pooled over the steps (rather than taken from an end).</summary>
    public bool PoolsOverSteps => Spec.Output is OutputMode.Mean or OutputMode.Max;

    /// <summary>The vectors with which sixteen streams are stepped one a lane; where one cell cannot be, or is too large, all go as rows.</summary>
    public IReadOnlyList<Lanes> AcrossStreams
    {
        get
        {
            RecurrentPlan[] layers = Layers.OfType<RecurrentPlan>().ToArray();
            return layers.Length == 0 ? [] : Lanes.All.Where(lanes => layers.All(layer => layer.Cells[0].Kernel.AcrossStreams.Contains(lanes))).ToList();
        }
    }

    /// <summary>Whether the network can run one step at a time: what comes out depends on no later step, nor on all steps.</summary>
    public bool HasStep => Spec.RunsForward && Spec.Output is (OutputMode.EveryStep or OutputMode.LastStep);

    /// <summary>
    /// Steps that a sequence without tape takes layer by layer; 0 where it goes step by step, because the weights are in the
    /// first cache (32 KB) and stay there, or because outputs are pooled over all steps.
    /// </summary>
    public int ChunkSteps { get; }

    /// <summary>The first layers, where a sequence without tape that goes step by step has each a step behind the one below; null where none are.</summary>
    public WavePlan? Wave { get; }

    private int ChooseChunk(WeightStorage storage)
    {
        bool isHandedBack = Topology.PoolAfter < 0 || (!PoolsOverSteps && !Pooled.HasBypass);
        if (!Spec.RunsForward || !isHandedBack || storage != WeightStorage.Float32) return 0;
        bool gains = EveryStep.Any(layer => layer is DensePlan || (layer is RecurrentPlan recurrent && recurrent.Cells[0].Kernel.SumsAhead));
        return gains ? _costs.ChunkSteps(Parameters.Length, Tape.Where(buffer => !buffer.IsForBackward).Sum(buffer => buffer.PerStep)) : 0;
    }

    /// <summary>The layer whose outputs are pooled.</summary>
    public RecurrentPlan Pooled => (RecurrentPlan)EveryStep[EveryStep.Count - 1];

    /// <summary>The layer whose outputs layer <paramref name="index"/> reads; null for the first, which reads the sources.</summary>
    public LayerPlan? Below(LayerPlan layer)
    {
        int index = Layers.ToList().IndexOf(layer);
        return index == 0 ? null : Layers[index - 1];
    }

    private List<SourcePlan> PlanSources()
    {
        IReadOnlyList<InputPart> parts = InputPart.Of(Topology.Sources, SourceDropouts.Count > 0);
        return parts.Select((part, index) =>
        {
            TablePlace? table = Parameters.Places.OfType<TablePlace>().FirstOrDefault(place => place.Source == Topology.Sources[index]);
            DensePlace? tied = Parameters.Places.OfType<DensePlace>().FirstOrDefault(place => place.Node.Table == Topology.Sources[index]);
            StoredPlace? stored = (ParameterPlace?)table is { } place ? Stored[place] : tied is null ? null : Stored[tied];
            return new SourcePlan(part, Spec.ReadsTokens ? index : -1, stored?.Offset ?? -1, stored?.Panel, $"source{index}");
        }).ToList();
    }

    private List<LayerPlan> PlanLayers()
    {
        var layers = new List<LayerPlan>();
        var kernels = new KernelNames();
        IReadOnlyList<Feed> feeds = [];
        foreach (LayerNode node in Topology.Nodes)
        {
            if (node is DropoutNode)
            {
                if (layers.Count > 0 && DropoutOf(node) is { } use) AddDropout(layers, use, isPooled: IsHead(node));
                continue;
            }
            feeds = layers.Count == 0 ? Feed.Of(Sources)
                : node is RecurrentNode { Skip: Skip.Dense, Layer: var layer } ? Feed.Join(feeds, layers[layers.Count - 1], layer - 1)
                : Feed.Of(layers[layers.Count - 1]);
            IReadOnlyList<InputPart> inputs = feeds.Select(feed => feed.Part).ToList();
            string kind = node is DenseNode ? "dense" : KindOf(((RecurrentNode)node).Spec);
            string name = kind + Emit.Literal.Of(layers.Count);
            if (node is DenseNode dense)
            {
                StoredPlace place = Stored[Parameters.Places.OfType<DensePlace>().First(candidate => candidate.Node == dense)];
                string kernel = kernels.NameOf("Dense", node.InputWidth, node.OutputWidth, dense.Spec with { Name = null, Tied = false }, inputs);
                bool isOutput = node == Topology.Nodes.Last() && Topology.PoolAfter < 0 && !Spec.InputSkip;
                layers.Add(new DensePlan(name, place.Offset, dense, new DenseKernel(kernel, dense.Spec, inputs, place.Panel!, Spec.Math, _costs), feeds, isOutput));
            }
            else
            {
                var recurrent = (RecurrentNode)node;
                layers.Add(new RecurrentPlan(name, recurrent, recurrent.Cells.Select(cell => PlanCell(recurrent, cell)).ToList(), PlanGate(recurrent, name), feeds));

                CellPlan PlanCell(RecurrentNode stack, CellNode cell)
                {
                    StoredPlace place = Stored[Parameters.Places.OfType<CellPlace>().First(candidate => candidate.Cell == cell)];
                    string kernel = kernels.NameOf(Emit.Text.Capital(kind), cell.InputWidth, cell.Spec.Hidden,
                        cell.Spec with { Name = null, Layers = 1, Direction = Direction.Forward, Merge = Merge.Concat, Skip = Skip.None, Dropout = 0f,
                            RecurrentDropout = CellKernel.SplitsState(cell.Spec) ? 0.5f : 0f }, inputs);
                    string cellName = stack.Spec.Direction != Direction.Bidirectional ? name : name + (cell.Reverse ? "B" : "F");
                    return new CellPlan(cellName, new CellKernel(kernel, cell.Spec, inputs, place.Panel!, Spec.Math, _costs), cell.Reverse, place.Offset,
                        SlotOf(cell.NameOf("h")), SlotOf(cell.NameOf("c")), PlanProjector(cell, cellName),
                        cell.Spec.RecurrentDropout > 0 ? new DropoutUse(DropoutMask.PlaceOfState(IndexOf(stack), cell.Reverse), cell.Spec.RecurrentDropout) : null);
                }
                if (DropoutOf(node) is { } use) AddDropout(layers, use, isPooled: false);
            }
        }
        return layers;
    }

    private static void AddDropout(List<LayerPlan> layers, DropoutUse use, bool isPooled)
    {
        LayerPlan below = layers[layers.Count - 1];
        string gradient = isPooled && below is RecurrentPlan ? "dPooled" : below.GradientBuffer;
        layers.Add(new DropoutPlan("dropout" + Emit.Literal.Of(layers.Count), use, below, gradient));
    }

    /// <summary>The dropout of a node's output; null where nothing is dropped.</summary>
    private DropoutUse? DropoutOf(LayerNode node)
    {
        float probability = node switch { DropoutNode dropout => dropout.Spec.Probability, RecurrentNode recurrent => recurrent.Dropout, _ => 0f };
        return probability > 0 ? new DropoutUse(DropoutMask.PlaceOfOutput(IndexOf(node)), probability) : null;
    }

    private bool IsHead(LayerNode node) => Topology.PoolAfter >= 0 && IndexOf(node) > Topology.PoolAfter;

    // Two [Dropout]s may be equal as records; each has its own place.
    private int IndexOf(LayerNode node) => Topology.Nodes.ToList().FindIndex(other => ReferenceEquals(other, node));

    /// <summary>A projection is a dense layer without bias from the cell's H values to P.</summary>
    private DensePlan? PlanProjector(CellNode cell, string name)
    {
        if (Parameters.Places.OfType<ProjectionPlace>().FirstOrDefault(candidate => candidate.Cell == cell) is not { } projection) return null;
        StoredPlace place = Stored[projection];
        int from = cell.Spec.Hidden, to = cell.Spec.CellOutput;
        var spec = new DenseSpec(to) { Bias = false };
        var kernel = new DenseKernel($"Project{Emit.Literal.Of(from)}To{Emit.Literal.Of(to)}", spec, InputPart.Vector(from), place.Panel!, Spec.Math, _costs);
        return new DensePlan(name + "Projector", place.Offset, new DenseNode(spec, "projection", from), kernel, []);
    }

    /// <summary>The gate of a highway connection is a dense layer, T = σ(W_T·x + b_T).</summary>
    private DensePlan? PlanGate(RecurrentNode node, string name)
    {
        if (Parameters.Places.OfType<HighwayPlace>().FirstOrDefault(candidate => candidate.Node == node) is not { } highway) return null;
        StoredPlace place = Stored[highway];
        int width = node.OutputWidth;
        var spec = new DenseSpec(width) { Activation = Activation.Sigmoid, Bias = node.Spec.Bias };
        string kernelName = $"Gate{Emit.Literal.Of(width)}{(spec.Bias ? "" : "NoBias")}";
        var kernel = new DenseKernel(kernelName, spec, InputPart.Vector(width), place.Panel!, Spec.Math, _costs);
        return new DensePlan(name + "Gate", place.Offset, new DenseNode(spec, "gate", width), kernel, []);
    }

    private int SlotOf(string slot) => State.Slots.FirstOrDefault(candidate => candidate.Name == slot)?.Offset ?? -1;

    private static string KindOf(RecurrentSpec spec) => spec switch
    {
        RnnSpec => "rnn",
        LstmSpec => "lstm",
        GruSpec => "gru",
        MinGruSpec => "mingru",
        _ => throw new NotSupportedException($"{spec.GetType().Name} is not built yet."),
    };

    /// <summary>Gives equal kernels one name and different kernels different ones.</summary>
    private sealed class KernelNames
    {
        private readonly Dictionary<string, List<(LayerSpec Spec, InputPart[] Inputs)>> _known = [];

        public string NameOf(string kind, int from, int to, LayerSpec spec, IReadOnlyList<InputPart> inputs)
        {
            string name = $"{kind}{Emit.Literal.Of(from)}To{Emit.Literal.Of(to)}";
            if (!_known.TryGetValue(name, out List<(LayerSpec Spec, InputPart[] Inputs)>? known)) _known[name] = known = [];
            int index = known.FindIndex(other => other.Spec.Equals(spec) && other.Inputs.SequenceEqual(inputs));
            if (index < 0)
            {
                index = known.Count;
                known.Add((spec, inputs.ToArray()));
            }
            return index == 0 ? name : $"{name}_{Emit.Literal.Of(index + 1)}";
        }
    }
}
