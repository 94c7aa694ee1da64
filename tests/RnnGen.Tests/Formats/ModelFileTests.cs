using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

public class ModelFileTests
{
    public static TheoryData<string, ModelSpec> Networks => new()
    {
        { "rnn", new ModelSpec(new InputSpec(2), new RnnSpec(5), new DenseSpec(3)) },
        { "two layers of lstm", new ModelSpec(new OneHotSpec(7), new LstmSpec(21) { Layers = 2 }, new DenseSpec(7) { Bias = false }) },
        { "both directions", new ModelSpec(new InputSpec(2), new LstmSpec(4) { Layers = 2, Direction = Direction.Bidirectional }) },
        { "gru after", new ModelSpec(new EmbeddingSpec(9, 5), new GruSpec(6) { Direction = Direction.Backward }, new DenseSpec(1)) },
        { "gru before", new ModelSpec(new InputSpec(2), new GruSpec(6) { Reset = GruReset.BeforeProduct }) },
        { "no bias", new ModelSpec(new InputSpec(2), new GruSpec(6) { Bias = false }) },
        { "no prefix", new ModelSpec(new InputSpec(2), new LstmSpec(3) { Name = "" }, new DenseSpec(1) { Name = "deep.head" }) },
    };

    [Theory, MemberData(nameof(Networks))]
    public void WhatIsSavedComesBackBitForBit(string name, ModelSpec spec)
    {
        ParameterBuffer saved = Random(spec), read = new(spec);
        Read(read, Save(saved));
        Assert.True(Bits(saved).SequenceEqual(Bits(read)), name);
    }

    [Fact]
    public void NegativeZeroComesBackAsNegativeZero()
    {
        var spec = new ModelSpec(new InputSpec(1), new GruSpec(1));
        ParameterBuffer saved = new(spec), read = new(spec);
        foreach (TensorInfo tensor in saved.Tensors) saved.Write(tensor.Name, Enumerable.Repeat(-0f, tensor.Count).ToArray());
        Read(read, Save(saved));
        Assert.True(Bits(saved).SequenceEqual(Bits(read)));
    }

    [Fact]
    public void EveryTruncationIsRefusedAndChangesNothing()
    {
        var spec = new ModelSpec(new InputSpec(1), new RnnSpec(2));
        byte[] file = Save(Random(spec));
        ParameterBuffer read = Random(spec, seed: 2);
        float[] before = read.Span.ToArray();
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<ModelFormatException>(() => Read(read, file[..length]));
        }
        Assert.Equal(before, read.Span.ToArray());
    }

    [Fact]
    public void AStreamThatCannotSeekAndTricklesIsRead()
    {
        var spec = new ModelSpec(new InputSpec(1), new LstmSpec(40));
        ParameterBuffer saved = Random(spec), read = new(spec);
        ModelFile.Read(read, new Trickle(Save(saved)));
        Assert.Equal(saved.Span.ToArray(), read.Span.ToArray());
    }

    [Fact]
    public void AnotherDeclarationIsRefusedAndBothAreShown()
    {
        // Without a bias the two kinds of GRU have the same tensors: only the declaration tells them apart.
        GruSpec gru = new(4) { Bias = false };
        byte[] file = Save(Random(new ModelSpec(new InputSpec(2), gru)));
        var other = new ParameterBuffer(new ModelSpec(new InputSpec(2), gru with { Reset = GruReset.BeforeProduct }));
        string message = Assert.Throws<ModelFormatException>(() => Read(other, file)).Message;
        Assert.Contains("[Gru(4, Bias = false, Reset = GruReset.BeforeProduct)]", message);
        Assert.Contains("found [RnnModel] [Input(2)] [Gru(4, Bias = false)]", message);
    }

    [Fact]
    public void DropoutMayDiffer()
    {
        byte[] file = Save(Random(new ModelSpec(new InputSpec(2), new RnnSpec(3) { Layers = 2, Dropout = 0.5f })));
        Read(new ParameterBuffer(new ModelSpec(new InputSpec(2), new RnnSpec(3) { Layers = 2 })), file);
    }

    [Fact]
    public void SavingToAPathReplacesTheFileWhole()
    {
        string folder = Directory.CreateTempSubdirectory("rnngen").FullName;
        try
        {
            var spec = new ModelSpec(new InputSpec(1), new RnnSpec(2));
            string path = Path.Combine(folder, "model.safetensors");
            ParameterBuffer saved = Random(spec), read = new(spec);
            ModelFile.Save(new ParameterBuffer(spec), path);
            ModelFile.Save(saved, path);
            ModelFile.Read(read, path);
            Assert.Equal(saved.Span.ToArray(), read.Span.ToArray());

            saved.Span[0] = float.NaN;
            string message = Assert.Throws<InvalidOperationException>(() => ModelFile.Save(saved, path)).Message;
            Assert.Contains("holds NaN at index 0", message);
            ModelFile.Read(read, path);
            Assert.Equal([path], Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ADamagedFileIsNamed()
    {
        string path = Path.GetTempFileName();
        try
        {
            var buffer = new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(2)));
            Assert.Contains(path, Assert.Throws<ModelFormatException>(() => ModelFile.Read(buffer, path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AMissingFileIsAMissingFile() => Assert.Throws<FileNotFoundException>(() =>
        ModelFile.Read(new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(2))), Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));

    private static int[] Bits(ParameterBuffer buffer) => buffer.Span.ToArray().Select(BitConverter.SingleToInt32Bits).ToArray();

    /// <summary>Gives at most seven bytes at a time and cannot seek.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
    }
}
