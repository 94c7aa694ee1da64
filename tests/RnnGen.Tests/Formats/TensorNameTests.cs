using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

/// <summary>PyTorch's names, single cells' names, and our own.</summary>
public class TensorNameTests
{
    private static readonly ModelSpec Lstm = new(new InputSpec(1), new LstmSpec(1));
    private static readonly ModelSpec Gru = new(new InputSpec(1), new GruSpec(2));

    [Fact]
    public void LstmSavesItsBiasAsPyTorchsPair()
    {
        ParameterBuffer buffer = Random(Lstm);
        SafetensorsFile file = Parse(Save(buffer));
        Assert.Equal(["lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0"], file.Entries.Keys);
        var tensors = new StrictTensors(file);
        Assert.Equal(Tensor(buffer, "lstm.bias_l0"), tensors.Take("lstm.bias_ih_l0", new([4])));
        Assert.Equal(new float[4], tensors.Take("lstm.bias_hh_l0", new([4])));
    }

    [Fact]
    public void LstmAddsPyTorchsPair()
    {
        ParameterBuffer buffer = new(Lstm);
        Read(buffer, Foreign(Weights("lstm.", "_l0", 4, 1), ("lstm.bias_ih_l0", [4], [1, 2, 3, 4]), ("lstm.bias_hh_l0", [4], [10, 20, 30, 40])));
        Assert.Equal([11, 22, 33, 44], Tensor(buffer, "lstm.bias_l0"));
        Assert.Equal([0, 1, 2, 3], Tensor(buffer, "lstm.weight_ih_l0"));
    }

    [Fact]
    public void GruKeepsTheCandidatesBiasesApart()
    {
        ParameterBuffer buffer = new(Gru);
        Read(buffer, Foreign(Weights("gru.", "_l0", 6, 2),
            ("gru.bias_ih_l0", [6], [1, 2, 3, 4, 5, 6]), ("gru.bias_hh_l0", [6], [10, 20, 30, 40, 50, 60])));
        Assert.Equal([11, 22, 33, 44, 5, 6], Tensor(buffer, "gru.bias_l0"));
        Assert.Equal([50, 60], Tensor(buffer, "gru.bias_hn_l0"));

        var tensors = new StrictTensors(Parse(Save(buffer)));
        Assert.Equal([11, 22, 33, 44, 5, 6], tensors.Take("gru.bias_ih_l0", new([6])));
        Assert.Equal([0, 0, 0, 0, 50, 60], tensors.Take("gru.bias_hh_l0", new([6])));
    }

    [Fact]
    public void AGruThatResetsBeforeTheProductIsNotPyTorchs()
    {
        var spec = new ModelSpec(new InputSpec(1), new GruSpec(2) { Reset = GruReset.BeforeProduct });
        Assert.Contains("gru.bias_l0", Parse(Save(Random(spec))).Entries.Keys);
        byte[] file = Foreign(Weights("gru.", "_l0", 6, 2), ("gru.bias_ih_l0", [6], Count(0, 6)), ("gru.bias_hh_l0", [6], Count(0, 6)));
        string message = Assert.Throws<ModelFormatException>(() => Read(new ParameterBuffer(spec), file)).Message;
        Assert.Contains("tensor 'gru.bias_l0' is missing: expected F32 [6]", message);
    }

    [Fact]
    public void OurOwnNamesAreRead()
    {
        ParameterBuffer buffer = new(Gru);
        Read(buffer, Foreign(Weights("gru.", "_l0", 6, 2), ("gru.bias_l0", [6], Count(1, 6)), ("gru.bias_hn_l0", [2], [8, 9])));
        Assert.Equal(Count(1, 6), Tensor(buffer, "gru.bias_l0"));
        Assert.Equal([8, 9], Tensor(buffer, "gru.bias_hn_l0"));
    }

    [Fact]
    public void ACellsNamesAreReadWhereThereIsOneLayer()
    {
        byte[] file = Foreign(Weights("lstm.", "", 4, 1), ("lstm.bias_ih", [4], [1, 2, 3, 4]), ("lstm.bias_hh", [4], [1, 1, 1, 1]));
        ParameterBuffer buffer = new(Lstm);
        Read(buffer, file);
        Assert.Equal([2, 3, 4, 5], Tensor(buffer, "lstm.bias_l0"));

        var two = new ParameterBuffer(new ModelSpec(new InputSpec(1), new LstmSpec(1) { Layers = 2 }));
        Assert.Contains("'lstm.weight_ih_l0' is missing", Assert.Throws<ModelFormatException>(() => Read(two, file)).Message);
    }

    [Fact]
    public void DirectionsKeepTheirSuffix()
    {
        var spec = new ModelSpec(new InputSpec(1), new LstmSpec(2) { Direction = Direction.Bidirectional, Name = "a_l0.b" });
        Assert.Equal(
            ["a_l0.b.weight_ih_l0", "a_l0.b.weight_hh_l0", "a_l0.b.bias_ih_l0", "a_l0.b.bias_hh_l0",
             "a_l0.b.weight_ih_l0_reverse", "a_l0.b.weight_hh_l0_reverse", "a_l0.b.bias_ih_l0_reverse", "a_l0.b.bias_hh_l0_reverse"],
            Parse(Save(Random(spec))).Entries.Keys);
    }

    public static TheoryData<RecurrentSpec> Foreigners => new(
        new LstmSpec(1) { Peephole = true },
        new LstmSpec(1) { Gates = LstmGates.Coupled },
        new LstmSpec(1) { Gates = LstmGates.NoForget },
        new LstmSpec(1) { LayerNorm = true, Layers = 2, Skip = Skip.Highway },
        new GruSpec(1) { LayerNorm = true },
        new MinGruSpec(1));

    [Theory, MemberData(nameof(Foreigners))]
    public void WhatPyTorchLacksKeepsItsOwnNames(RecurrentSpec recurrent)
    {
        ParameterBuffer saved = Random(new ModelSpec(new InputSpec(1), recurrent)), read = new(saved.Spec);
        byte[] file = Save(saved);
        Assert.Equal(saved.Tensors.Select(tensor => tensor.Name).Order(), Parse(file).Entries.Keys.Order());
        Read(read, file);
        Assert.Equal(saved.Span.ToArray(), read.Span.ToArray());
    }

    [Fact]
    public void BothFormsOfABiasAreOneTooMany()
    {
        byte[] file = Foreign([.. Weights("lstm.", "_l0", 4, 1), ("lstm.bias_l0", [4], Count(0, 4)),
            ("lstm.bias_ih_l0", [4], Count(0, 4)), ("lstm.bias_hh_l0", [4], Count(0, 4))]);
        Assert.Contains("found lstm.bias_l0 [4]", Assert.Throws<ModelFormatException>(() => Read(new ParameterBuffer(Lstm), file)).Message);
    }

    private static byte[] Foreign((string, int[], float[])[] weights, params (string, int[], float[])[] biases) =>
        FormatSamples.Foreign([.. weights, .. biases]);

    private static (string, int[], float[])[] Weights(string prefix, string suffix, int rows, int hidden) =>
    [
        ($"{prefix}weight_ih{suffix}", [rows, 1], Count(0, rows)),
        ($"{prefix}weight_hh{suffix}", [rows, hidden], Count(0, rows * hidden)),
    ];
}
