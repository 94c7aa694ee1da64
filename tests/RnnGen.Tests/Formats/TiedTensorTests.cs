using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

/// <summary>A table with two uses is one tensor here, and may be two in a file.</summary>
public class TiedTensorTests
{
    private static readonly ModelSpec s_spec = new(new EmbeddingSpec(3, 2), new RnnSpec(2) { Bias = false, Name = "" }, new DenseSpec(3) { Tied = true });
    private static readonly (string, int[], float[])[] s_others =
        [("weight_ih_l0", [2, 2], [1, 2, 3, 4]), ("weight_hh_l0", [2, 2], [5, 6, 7, 8]), ("dense.bias", [3], [9, 10, 11])];

    [Fact]
    public void ItIsSavedUnderBothNamesAndReadAgain()
    {
        ParameterBuffer buffer = Random(s_spec), copy = new(s_spec);
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "embedding.weight", "dense.bias"], buffer.Tensors.Select(tensor => tensor.Name));
        byte[] file = Save(buffer);
        Assert.Equal(["dense.bias", "dense.weight", "embedding.weight", "weight_hh_l0", "weight_ih_l0"], Parse(file).Entries.Keys.Order(StringComparer.Ordinal));
        var tensors = new StrictTensors(Parse(file));
        Assert.Equal(tensors.Take("embedding.weight", new([3, 2])), tensors.Take("dense.weight", new([3, 2])));
        Read(copy, file);
        Assert.Equal(buffer.Span.ToArray(), copy.Span.ToArray());
    }

    [Theory]
    [InlineData("embedding.weight")]
    [InlineData("dense.weight")]
    [InlineData("embedding.weight", "dense.weight")]
    public void AFileMayHaveEitherNameOrBoth(params string[] names)
    {
        ParameterBuffer buffer = new(s_spec);
        Read(buffer, Foreign(s_others.Concat(names.Select(name => (name, (int[])[3, 2], Count(1, 6))))));
        Assert.Equal(Count(1, 6), Tensor(buffer, "embedding.weight"));
    }

    [Fact]
    public void TwoThatDifferAreRefused()
    {
        ParameterBuffer buffer = Random(s_spec);
        float[] before = buffer.Span.ToArray();
        byte[] file = Foreign(s_others.Concat([("embedding.weight", [3, 2], [1, 2, 3, 4, 5, 6]), ("dense.weight", [3, 2], [1, 2, 3, 4.5f, 5, 6])]));
        string message = Assert.Throws<ModelFormatException>(() => Read(buffer, file)).Message;
        Assert.Equal("the stream: tensor 'dense.weight': expected the values of 'embedding.weight', to which it is tied: 4 at index 3, found 4.5.", message);
        Assert.Equal(before, buffer.Span.ToArray());
    }

    [Fact]
    public void NeitherIsMissing() => Assert.Contains("tensor 'embedding.weight' is missing",
        Assert.Throws<ModelFormatException>(() => Read(new ParameterBuffer(s_spec), Foreign(s_others))).Message);

    [Fact]
    public void TheDeclarationSaysSo()
    {
        Assert.Equal("[RnnModel] [Embedding(3, 2)] [Rnn(2, Bias = false, Name = \"\")] [Dense(3, Tied = true)]", s_spec.ToString());
        ModelSpec untied = new([.. s_spec.Layers.Take(2), new DenseSpec(3)]);
        Assert.NotEqual(untied, s_spec);
        Assert.Contains("Tied = true", Assert.Throws<ModelFormatException>(() => Read(new ParameterBuffer(untied), Save(Random(s_spec)))).Message);
    }
}
