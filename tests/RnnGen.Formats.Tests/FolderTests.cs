namespace RnnGen.Formats.Tests;

/// <summary>Folders of a char-RNN, whose manifest may say anything.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rnngen-formats-").FullName;
    private readonly string _folder;

    public FolderTests()
    {
        _folder = Path.Combine(_root, "model");
        Directory.CreateDirectory(_folder);
        string[] entries = [Tensor("embedding", 3, 2), Tensor("rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/kernel", 4, 8), Tensor("rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/bias", 8),
            Tensor("rnnlm/softmax_w", 2, 3), Tensor("rnnlm/softmax_b", 3)];
        File.WriteAllText(Path.Combine(_folder, "manifest.json"), $"{{{string.Join(",", entries)}}}");
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), """{"a": 0, "b": 1, "c": 2}""");
    }

    [Fact]
    public void IsRead()
    {
        ImportedModel model = ModelImport.Read(_folder);
        Assert.Equal("[RnnModel] [Embedding(3, 2)] [Lstm(2)] [Dense(3)]", model.Spec.ToString());
        Assert.Equal(["a", "b", "c"], model.Metadata.Vocabulary!);
        Assert.Equal(ModelFormat.CharRnn, ModelImport.Detect(_folder));
    }

    /// <summary>Blocks i j f o become i f g o, the forget gate's bias grows by 1; rows x come first, then h.</summary>
    [Fact]
    public void GatesAreReordered()
    {
        ParameterBuffer parameters = ModelImport.Read(_folder).Parameters;
        float[] bias = new float[8], input = new float[16], recurrent = new float[16];
        parameters.Read("lstm.bias_l0", bias);
        parameters.Read("lstm.weight_ih_l0", input);
        parameters.Read("lstm.weight_hh_l0", recurrent);
        Assert.Equal([0, 1, 4 + 1, 5 + 1, 2, 3, 6, 7], bias);
        Assert.Equal([0, 8, 1, 9, 4, 12, 5, 13, 2, 10, 3, 11, 6, 14, 7, 15], input);
        Assert.Equal([16, 24, 17, 25, 20, 28, 21, 29, 18, 26, 19, 27, 22, 30, 23, 31], recurrent);
    }

    [Theory]
    [InlineData("\"rnnlm_softmax_b\"", "\"../secret\"", "filename: expected the name of a file in the folder, found '../secret'")]
    [InlineData("\"rnnlm_softmax_b\"", "\"..\"", "expected the name of a file in the folder, found '..'")]
    [InlineData("\"rnnlm_softmax_b\"", "\"/etc/hostname\"", "expected the name of a file in the folder, found '/etc/hostname'")]
    [InlineData("\"rnnlm_softmax_b\"", "\"..\\\\secret\"", "expected the name of a file in the folder")]
    [InlineData("\"rnnlm_softmax_b\"", "\"C:secret\"", "expected the name of a file in the folder")]
    [InlineData("\"rnnlm_softmax_b\"", "\"link\"", "expected the name of a file in the folder, found 'link'")]
    [InlineData("\"rnnlm_softmax_b\"", "\"none\"", "the file 'none' is missing")]
    [InlineData("\"shape\": [3]", "\"shape\": [4]", "expected 16 bytes in 'rnnlm_softmax_b', found 12")]
    [InlineData("\"shape\": [3]", "\"shape\": [2]", "expected at most 8 bytes, found 12")]
    [InlineData("\"shape\": [3]", "\"shape\": [1000000, 1000000, 1000000]", "expected at most 8 axes and 268435456 values")]
    [InlineData("rnnlm/softmax_b", "rnnlm/softmax_c", "tensor 'rnnlm/softmax_b' is missing")]
    [InlineData("cell_0/basic_lstm_cell/bias", "cell_0/gru_cell/bias", "is missing")]
    [InlineData("\"shape\": [3]", "\"shape\": [3], \"dtype\": \"int8\"", "the key 'dtype' is not understood")]
    public void AManifestIsReadStrictly(string from, string to, string message)
    {
        File.WriteAllBytes(Path.Combine(_root, "secret"), new byte[12]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_root, "secret"));
        Change("manifest.json", from, to);
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(_folder)).Message);
    }

    [Theory]
    [InlineData("\"c\": 2", "\"c\": 1", "c: the id 1 stands for 'b' as well")]
    [InlineData("\"c\": 2", "\"c\": 3", "c: expected a whole number from 0 to 2, found 3")]
    [InlineData(", \"c\": 2", "", "expected 3 symbols, as many as the embedding has rows, found 2")]
    public void AVocabularyIsReadStrictly(string from, string to, string message)
    {
        Change("vocab.json", from, to);
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(_folder)).Message);
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("vocab.json")]
    [InlineData("rnnlm_softmax_b")]
    public void TruncationsAreRefused(string file)
    {
        string path = Path.Combine(_folder, file);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<ModelFormatException>(() => ModelImport.Read(_folder));
        }
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("vocab.json")]
    public void FlippedBytesAreRefusedOrHarmless(string file)
    {
        string path = Path.Combine(_folder, file);
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(30_000);
        for (int flip = 0; flip < 300; flip++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, damaged);
            try
            {
                Assert.Equal("[RnnModel] [Embedding(3, 2)] [Lstm(2)] [Dense(3)]", ModelImport.Read(_folder).Spec.ToString());
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [Fact]
    public void AnEmptyFolderIsNoModel()
    {
        File.Delete(Path.Combine(_folder, "manifest.json"));
        Assert.Contains("the folder holds no manifest.json", Assert.Throws<ModelFormatException>(() => ModelImport.Read(_folder)).Message);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Writes a tensor of 0, 1, 2, …; the result is its line of the manifest.</summary>
    private string Tensor(string name, params int[] shape)
    {
        string file = name.Replace('/', '_');
        int count = shape.Aggregate(1, (product, size) => product * size);
        File.WriteAllBytes(Path.Combine(_folder, file), [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))]);
        return $$"""{{"\""}}{{name}}": {"filename": "{{file}}", "shape": [{{string.Join(", ", shape)}}]}""";
    }

    private void Change(string file, string from, string to)
    {
        string path = Path.Combine(_folder, file), text = File.ReadAllText(path);
        Assert.Contains(from, text);
        File.WriteAllText(path, text.Replace(from, to));
    }
}
