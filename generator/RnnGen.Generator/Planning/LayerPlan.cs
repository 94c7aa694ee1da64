using RnnGen.Generator.Emit;

namespace RnnGen.Generator.Planning;

/// <summary>One layer as it will be computed.</summary>
internal abstract class LayerPlan(string name, IReadOnlyList<Feed> feeds, LayerNode node)
{
    /// <summary>Begins the names of the layer's variables and of its buffers on the tape: <c>lstm0</c>.</summary>
    public string Name => name;

    /// <summary>The name with a capital letter, for fields and constants.</summary>
    public string Field => Text.Capital(name);

    /// <summary>What it reads.</summary>
    public IReadOnlyList<Feed> Feeds => feeds;

    public int InputWidth => node.InputWidth;

    public int OutputWidth => node.OutputWidth;

    /// <summary>Floats from one step's output to the next on the tape.</summary>
    public int OutputStride => PanelLayout.Pad(OutputWidth);

    /// <summary>One line for readers: what it is and its sizes.</summary>
    public abstract string Title { get; }

    /// <summary>The buffer of the layer's outputs on the tape.</summary>
    public abstract string OutputBuffer { get; }

    /// <summary>Rows of each sequence in front of the first step's output in that buffer.</summary>
    public abstract int OutputRow { get; }

    /// <summary>The buffer of the output's gradient on the tape.</summary>
    public virtual string GradientBuffer => Name + "Dy";
}

/// <summary>A dense layer.</summary>
/// <param name="name">Begins the names of its variables.</param>
/// <param name="parameters">Where its parameters begin.</param>
/// <param name="node">The layer.</param>
/// <param name="kernel">Its kernel.</param>
/// <param name="feeds">What it reads.</param>
/// <param name="isOutput">Whether its outputs at every step are the network's.</param>
internal sealed class DensePlan(string name, int parameters, DenseNode node, DenseKernel kernel, IReadOnlyList<Feed> feeds, bool isOutput = false) : LayerPlan(name, feeds, node)
{
    /// <summary>From so many outputs on their rows are not copied to the tape: they would be most of it, and of the memory's traffic.</summary>
    private const int WideOutput = 1024;

    public DenseKernel Kernel => kernel;

    /// <summary>Where its parameters begin.</summary>
    public int Parameters => parameters;

    /// <summary>The constant that says so in generated code.</summary>
    public string WeightsName => Field + "Weights";

    /// <summary>
    /// Whether its kernel may write the network's output at once: no padding, and no value of the network's input, over which the
    /// output may be written, is read after that.
    /// </summary>
    public bool MayWriteOutput => OutputWidth == kernel.Units && Feeds.All(feed => feed.Source is null or { Token: >= 0 });

    public override string Title => $"{node.Prefix}: x [{node.InputWidth}] → y [{node.OutputWidth}]";

    /// <summary>Whether a sequence's outputs and their gradients stay where the caller has them: no slope changes the gradients.</summary>
    public bool StaysOutside => isOutput && MayWriteOutput && OutputWidth >= WideOutput && kernel.Spec.Activation.Kind == Activation.Identity;

    public override string OutputBuffer => StaysOutside ? "y" : Name + "Y";

    public override string GradientBuffer => StaysOutside ? "dOutputs" : base.GradientBuffer;

    public override int OutputRow => 0;
}

/// <summary>A recurrent layer: one cell, or two that read in opposite directions.</summary>
internal sealed class RecurrentPlan(string name, RecurrentNode node, IReadOnlyList<CellPlan> cells, DensePlan? gate, IReadOnlyList<Feed> feeds)
    : LayerPlan(name, feeds, node)
{
    /// <summary>Its cells, the forward one first.</summary>
    public IReadOnlyList<CellPlan> Cells => cells;

    public Merge Merge => node.Spec.Merge;

    /// <summary>Whether the outputs of two cells are merged into a buffer of their own.</summary>
    public bool IsMerged => cells.Count > 1;

    /// <summary>Whether a sequence steps both directions by turns.</summary>
    public bool Interleaves => IsMerged && cells.All(cell => !cell.Kernel.IsNormalised)
        && cells[0].Kernel.Costs.Interleaves(cells.Sum(cell => cell.Kernel.Panel.Length));

    /// <summary>Whether, without a tape, one kernel does that for all steps, with vectors of some width.</summary>
    public bool LoopsBothWays => Lanes.All.Any(LoopsBothWaysWith);

    /// <summary>Whether it does with vectors of this width: where there are registers for all sums, two broadcast values and the states.</summary>
    public bool LoopsBothWaysWith(Lanes lanes)
    {
        if (!Interleaves || !cells.All(cell => CellLoop.Fits(cell.Kernel) && cell.Kernel.Costs.Waves(cell.Kernel.Panel))) return false;
        int[] accumulators = cells.Select(cell => CellLoop.Accumulators(cell.Kernel, lanes)).ToArray();
        return !accumulators.Contains(0) && accumulators.Sum() + 2 + cells.Sum(cell => CellLoop.Vectors(cell.Kernel, lanes)) <= CostModel.Registers(lanes.Width);
    }

    public override string Title
    {
        get
        {
            string direction = node.Spec.Direction == Direction.Forward ? "" : $", {node.Spec.Direction.ToString().ToLowerInvariant()}";
            string merge = (IsMerged ? $", {Merge.ToString().ToLowerInvariant()}" : "") + (node.Skip == Skip.None ? "" : $", {node.Skip.ToString().ToLowerInvariant()} skip");
            return $"{node.Prefix} layer {node.Layer}{direction}{merge}: x [{node.InputWidth}] → h [{node.OutputWidth}]";
        }
    }

    /// <summary>Whether what it read goes around the layer (residual or highway), into a buffer of its own.</summary>
    public bool HasBypass => node.Skip is Skip.Residual or Skip.Highway;

    /// <summary>The gate T of a highway connection; null elsewhere.</summary>
    public DensePlan? Gate => gate;

    /// <summary>The buffer of y, before what goes around the layer is added.</summary>
    public string InnerBuffer => IsMerged ? Name + "Y" : cells[0].Name + "H";

    /// <summary>Rows in front of the first step's y in that buffer.</summary>
    public int InnerRow => IsMerged ? 0 : cells[0].OutputRow;

    public override string OutputBuffer => HasBypass ? Name + "S" : InnerBuffer;

    public override int OutputRow => HasBypass ? 0 : InnerRow;
}

/// <summary>A recurrent cell with its place in the parameters and in the state.</summary>
/// <param name="Name">Begins the names of its variables and buffers: the layer's, with an F or a B where there are two.</param>
/// <param name="Kernel">Its code.</param>
/// <param name="Reverse">Whether it reads from the last step to the first.</param>
/// <param name="Parameters">Where its parameters begin.</param>
/// <param name="H">Where h lies in the state.</param>
/// <param name="C">Where c lies in the state; −1 where there is none.</param>
/// <param name="Projector">The product that makes h of the cell's own output; null where there is none.</param>
/// <param name="Dropout">The dropout of the h that U multiplies; null where there is none.</param>
internal sealed record CellPlan(string Name, CellKernel Kernel, bool Reverse, int Parameters, int H, int C, DensePlan? Projector, DropoutUse? Dropout)
{
    public string Field => Text.Capital(Name);

    /// <summary>The constants that say where things lie, in generated code.</summary>
    public string WeightsName => Field + "Weights";

    /// <inheritdoc cref="WeightsName"/>
    public string HName => Field + "H";

    /// <inheritdoc cref="WeightsName"/>
    public string CName => Field + "C";

    /// <summary>
    /// Rows of each sequence in front of its first step's output in the buffer of h: a forward cell's initial state stands in front, a
    /// backward cell's behind.
    /// </summary>
    public int OutputRow => Reverse ? 0 : 1;
}

/// <summary>A source of the network: which input value it reads and, for an embedding, where its table lies.</summary>
/// <param name="Part">Its rows in the first layer.</param>
/// <param name="Token">Its place among a step's token ids; −1 for real input.</param>
/// <param name="Table">Where its table begins in the parameters; −1 where there is none.</param>
/// <param name="Panel">The panel that holds the table, where a dense layer is tied to it; null elsewhere.</param>
/// <param name="Name">Begins the names of its buffers on the tape.</param>
internal sealed record SourcePlan(InputPart Part, int Token, int Table, PanelLayout? Panel, string Name)
{
    public bool IsEmbedding => Table >= 0;

    /// <summary>The constant that says where the table begins, in generated code.</summary>
    public string TableName => Text.Capital(Name) + "Table";
}
