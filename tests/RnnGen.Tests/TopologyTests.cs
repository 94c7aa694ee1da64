namespace RnnGen.Tests;

public class TopologyTests
{
    [Fact]
    public void DefaultNamesCountWithinAKind()
    {
        var topology = new Topology(new ModelSpec(
            new EmbeddingSpec(10, 4), new EmbeddingSpec(5, 2), new LstmSpec(8) { Layers = 2 }, new LstmSpec(6), new DenseSpec(3)));
        Assert.Equal(["embedding", "embedding2"], topology.Sources.Select(source => source.Prefix));
        Assert.Equal(["lstm.h_l0", "lstm.h_l1", "lstm2.h_l0"], topology.Cells.Select(cell => cell.NameOf("h")));
        Assert.Equal((6, 2, 3), (topology.InputSize, topology.InputsPerStep, topology.OutputSize));
        Assert.Equal([6, 8, 8, 6], topology.Nodes.Select(node => node.InputWidth));
    }

    [Fact]
    public void ADenseSkipWidensTheInputs()
    {
        var topology = new Topology(new ModelSpec(new InputSpec(5), new LstmSpec(4) { Layers = 3, Direction = Direction.Bidirectional, Skip = Skip.Dense }, new DenseSpec(2)));
        Assert.Equal([5, 13, 21, 8], topology.Nodes.Select(node => node.InputWidth));
        Assert.Equal([8, 8, 8, 2], topology.Nodes.Select(node => node.OutputWidth));
    }

    [Fact]
    public void SkipsAndDropoutActBetweenTheLayers()
    {
        var topology = new Topology(new ModelSpec(new InputSpec(5), new RnnSpec(4) { Layers = 3, Skip = Skip.Residual, Dropout = 0.5f }));
        RecurrentNode[] nodes = topology.Nodes.Cast<RecurrentNode>().ToArray();
        Assert.Equal([Skip.None, Skip.Residual, Skip.Residual], nodes.Select(node => node.Skip));
        Assert.Equal([0.5f, 0.5f, 0f], nodes.Select(node => node.Dropout));
    }

    [Fact]
    public void Lstm25To100Has50400Parameters() =>
        Assert.Equal(50_400, new ParameterLayout(new Topology(new ModelSpec(new InputSpec(25), new LstmSpec(100)))).ParameterCount);

    [Fact]
    public void AnEmptyNameMeansNoPrefix() =>
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "bias_l0"],
            new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(2) { Name = "" })).Tensors.Select(tensor => tensor.Name));
}
