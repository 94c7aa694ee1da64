namespace RnnGen.Generator.Planning;

/// <summary>One layer as it will be computed.</summary>
internal abstract class LayerPlan(string name, int parameters, IReadOnlyList<InputPart> inputs, LayerNode node)
{
    /// <summary>Begins the names of the layer's variables and of its buffers on the tape: <c>lstm0</c>.</summary>
    public string Name => name;

    /// <summary>The name with a capital letter, for fields.</summary>
    public string Field => Emit.Text.Capital(name);

    /// <summary>Where its parameters begin.</summary>
    public int Parameters => parameters;

    /// <summary>The constant that says so in generated code.</summary>
    public string WeightsName => Field + "Weights";

    public IReadOnlyList<InputPart> Inputs => inputs;

    public int InputWidth => node.InputWidth;

    public int OutputWidth => node.OutputWidth;

    /// <summary>Floats from one step's output to the next on the tape.</summary>
    public int OutputStride => PanelLayout.Pad(OutputWidth);

    /// <summary>One line for readers: what it is and its sizes.</summary>
    public abstract string Title { get; }
}

/// <summary>A recurrent cell with its place in the state.</summary>
internal sealed class CellPlan(string name, int parameters, RecurrentNode node, CellNode cell, CellKernel kernel, int h, int c)
    : LayerPlan(name, parameters, kernel.Inputs, node)
{
    public CellKernel Kernel => kernel;

    /// <summary>Where h lies in the state.</summary>
    public int H => h;

    /// <summary>Where c lies in the state; −1 where there is none.</summary>
    public int C => c;

    /// <summary>The constants that say so in generated code.</summary>
    public string HName => Field + "H";

    /// <inheritdoc cref="HName"/>
    public string CName => Field + "C";

    public override string Title => $"{cell.NameOf("h").Replace(".h_l", " layer ")}: x [{cell.InputWidth}] → h [{cell.Spec.CellOutput}]";
}

/// <summary>A dense layer.</summary>
internal sealed class DensePlan(string name, int parameters, DenseNode node, DenseKernel kernel) : LayerPlan(name, parameters, kernel.Inputs, node)
{
    public DenseKernel Kernel => kernel;

    public override string Title => $"{node.Prefix}: x [{node.InputWidth}] → y [{node.OutputWidth}]";
}

/// <summary>A source of the network: which input value it reads and, for an embedding, where its table lies.</summary>
/// <param name="Part">Its rows in the first layer.</param>
/// <param name="Token">Its place among a step's token ids; −1 for real input.</param>
/// <param name="Table">Where its table begins in the parameters; −1 where there is none.</param>
/// <param name="Name">Begins the names of its buffers on the tape.</param>
internal sealed record SourcePlan(InputPart Part, int Token, int Table, string Name)
{
    public bool IsEmbedding => Table >= 0;

    /// <summary>The constant that says where the table begins, in generated code.</summary>
    public string TableName => Emit.Text.Capital(Name) + "Table";
}
