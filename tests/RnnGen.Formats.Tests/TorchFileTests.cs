using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats.Tests;

/// <summary>A PyTorch state_dict as it comes: behind any module path, in any floating type, in any container.</summary>
public sealed class TorchFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-formats-").FullName;

    private static readonly (string Name, int[] Shape)[] s_lstm =
    [
        ("rnn.weight_ih_l0", [12, 2]), ("rnn.weight_hh_l0", [12, 3]), ("rnn.bias_ih_l0", [12]), ("rnn.bias_hh_l0", [12]), ("fc.weight", [2, 3]), ("fc.bias", [2]),
    ];

    [Theory]
    [InlineData("", "[RnnModel] [Input(2)] [Lstm(3, Name = \"rnn\")] [Dense(2, Name = \"fc\")]")]
    [InlineData("model.", "[RnnModel] [Input(2)] [Lstm(3, Name = \"rnn\")] [Dense(2, Name = \"fc\")]")]
    [InlineData("module.net.0.", "[RnnModel] [Input(2)] [Lstm(3, Name = \"rnn\")] [Dense(2, Name = \"fc\")]")]
    public void AnyPathIsFine(string path, string declaration)
    {
        ImportedModel model = ModelImport.Read(File(s_lstm.Select(tensor => (path + tensor.Name, tensor.Shape))), "it");
        Assert.Equal(declaration, model.Spec.ToString());
        Assert.Contains(model.Assumed, sentence => sentence.Contains("in the order"));
        Assert.Contains(model.Assumed, sentence => sentence.Contains("an activation after it would not be in the file"));
    }

    [Fact]
    public void TheDeclarationCanBeSaid()
    {
        string path = Write(File(s_lstm.Select(tensor => ("model.lm." + tensor.Name, tensor.Shape))));
        var spec = new ModelSpec(new InputSpec(2), new LstmSpec(3) { Name = "rnn" }, new DenseSpec(2) { Name = "fc", Activation = Activation.Softmax }) { Output = OutputMode.LastStep };
        ImportedModel model = ModelImport.Read(path, spec);
        Assert.Equal(spec, model.Spec);
        Assert.Empty(model.Assumed);
        var wrong = spec with { Layers = new(spec.Layers.Take(2)) };
        Assert.Contains("is left over: no layer of the declaration has it", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path, wrong)).Message);
        var wider = spec with { Layers = new([new InputSpec(2), new LstmSpec(4) { Name = "rnn" }, spec.Layers[2]]) };
        Assert.Contains("expected", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path, wider)).Message);
    }

    /// <summary>F16, BF16 and F64 hold the same model where their values are floats of few digits.</summary>
    [Theory]
    [InlineData("F64", 8)]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    public void AnyFloatingTypeIsFine(string dtype, int size)
    {
        ImportedModel expected = ModelImport.Read(File(s_lstm), "it"), model = ModelImport.Read(File(s_lstm, dtype, size), "it");
        Assert.Equal(Samples.Values(expected), Samples.Values(model));
        Assert.Contains(model.Assumed, sentence => sentence.StartsWith($"Values of type {dtype}", StringComparison.Ordinal));
    }

    /// <summary>The length of a header, with which the file begins, may be what JSON or an ONNX message begins with.</summary>
    [Theory]
    [InlineData("{\n")]
    [InlineData("[\n")]
    [InlineData(" {")]
    [InlineData("\b\u0008")]
    public void AnyLengthOfAHeaderIsFine(string length)
    {
        byte[] file = File(s_lstm);
        int header = BinaryPrimitives.ReadInt32LittleEndian(file), padded = length[0] | length[1] << 8;
        byte[] spaces = [.. Enumerable.Repeat((byte)' ', padded - header)];
        byte[] longer = [.. BitConverter.GetBytes((long)padded), .. file.AsSpan(8, header), .. spaces, .. file.AsSpan(8 + header)];
        Assert.Equal(Samples.Values(ModelImport.Read(file, "it")), Samples.Values(ModelImport.Read(longer, "it")));
    }

    [Fact]
    public void IntegersAreNoWeights()
    {
        string? message = Hostile.Read(File(s_lstm, "I32", 4));
        Assert.Contains("tensor 'rnn.weight_ih_l0': expected F32 [12, 2], found I32 [12, 2]", message);
    }

    [Theory]
    [InlineData("norm.weight [3]", "tensor 'norm.weight': expected 2 axes, found [3]; convolutions and normalisations cannot be expressed")]
    [InlineData("conv.weight [3,2,5]", "tensor 'conv.weight': expected 2 axes, found [3, 2, 5]")]
    [InlineData("rnn.running_mean [3]", "the tensor 'rnn.running_mean' [3] belongs to no module that is understood")]
    [InlineData("fc2.weight [4,2]", "there are several linear modules, 'fc' (3 → 2), 'fc2' (2 → 4); which activations stand between them is not in the file; say what the network is")]
    [InlineData("lstm.weight_ih_l0 [20,9] lstm.weight_hh_l0 [20,5]", "the order of 'rnn' (2 → 3), 'fc' (3 → 2), 'lstm' (9 → 5) cannot be told from their widths")]
    [InlineData("rnn.weight_ih_l1 [12,3]", "tensor 'rnn.weight_hh_l1' is missing")]
    [InlineData("gate.weight_ih_l0 [10,2] gate.weight_hh_l0 [10,5]", "module 'gate': expected 1, 3 or 4 times 5 rows in weight_hh (RNN, GRU, LSTM), found [10, 5]")]
    [InlineData("gate.weight_ih_l0 [10,2]", "module 'gate': the tensor 'weight_hh' of layer 0 is missing")]
    public void WhatIsNotUnderstoodIsNamed(string more, string message)
    {
        IEnumerable<(string, int[])> added = more.Split(' ').Chunk(2).Select(pair => (pair[0], pair[1].Trim('[', ']').Split(',').Select(int.Parse).ToArray()));
        Assert.Contains(message, Hostile.Read(File(s_lstm.Concat(added))));
    }

    /// <summary>Two linear modules have an activation between them that no file shows.</summary>
    [Fact]
    public void WithADeclarationHiddenActivationsAreKnown()
    {
        string path = Write(File([.. s_lstm, ("fc2.weight", [4, 2]), ("fc2.bias", [4])]));
        var spec = new ModelSpec(new InputSpec(2), new LstmSpec(3) { Name = "rnn" }, new DenseSpec(2) { Name = "fc", Activation = Activation.Relu }, new DenseSpec(4) { Name = "fc2" });
        Assert.Equal(spec, ModelImport.Read(path, spec).Spec);
    }

    [Fact]
    public void CellsAndEmbeddingsAreSeen()
    {
        ImportedModel model = ModelImport.Read(File([("cell.weight_ih", [12, 5]), ("cell.weight_hh", [12, 3]), ("embed.weight", [9, 5]), ("out.weight", [9, 3])]), "it");
        Assert.Equal("[RnnModel] [Embedding(9, 5, Name = \"embed\")] [Lstm(3, Bias = false, Name = \"cell\")] [Dense(9, Bias = false, Name = \"out\")]", model.Spec.ToString());
    }

    /// <summary>nn.Sequential(LSTM, …, LSTM) of equal widths: only the indices show the order.</summary>
    [Fact]
    public void ChildrenOfASequentialStandInItsOrder()
    {
        (string, int[])[] Lstm(string name) => [($"{name}.weight_ih_l0", [8, 2]), ($"{name}.weight_hh_l0", [8, 2])];
        Assert.Equal("[RnnModel] [Input(2)] [Lstm(2, Bias = false, Name = \"2\")] [Lstm(2, Bias = false, Name = \"10\")]",
            ModelImport.Read(File([.. Lstm("net.10"), .. Lstm("net.2")]), "it").Spec.ToString());
        Assert.Contains("the order of 'a' (2 → 2), 'b' (2 → 2) cannot be told", Hostile.Read(File([.. Lstm("a"), .. Lstm("b")])));
    }

    [Fact]
    public void NumpyIsTheSame()
    {
        byte[] archive = Hostile.Zip(s_lstm.Select(tensor =>
            (tensor.Name + ".npy", Hostile.Npy($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({string.Join(", ", tensor.Shape)},), }}", Bytes(tensor.Shape, "F64", 8)))));
        Assert.Equal(Samples.Values(ModelImport.Read(File(s_lstm), "it")), Samples.Values(ModelImport.Read(archive, "it")));
    }

    [Fact]
    public void NumpysColumnsFirstAreTurned()
    {
        byte[] items = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];
        string path = Write(Hostile.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", items));
        ImportedTensor tensor = Assert.Single(ModelImport.ReadTensors(path));
        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal([0, 2, 4, 1, 3, 5], tensor.Values);
        Assert.Contains("one array and no network", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path)).Message);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "the type '>f4' is not read")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "the type '|O' is not read")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "the header lacks descr, fortran_order or shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "expected 8 bytes for F32 [2], found 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 'x'}", "the header's key 'more' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1 1), }", "the shape is damaged")]
    public void NumpyHeadersAreStrict(string header, string message) =>
        Assert.Contains(message, Hostile.Read(Hostile.Zip([("lstm.weight_ih_l0.npy", Hostile.Npy(header, new byte[4]))])));

    [Fact]
    public void APickleIsNotRun() =>
        Assert.Contains("save the state_dict with safetensors.torch.save_file", Hostile.Read(Hostile.Zip([("archive/data.pkl", [1, 2, 3])])));

    [Theory]
    [InlineData("[RnnModel] [Input(1)] [Lstm(1)] [Dense(1, Activation = Activation.Swish)]", "[Dense] Activation: expected a Activation, found Activation.Swish")]
    [InlineData("[RnnModel] [Input(1)] [Qrnn(1)] [Dense(1)]", "the layer [Qrnn] is unknown")]
    [InlineData("[RnnModel] [Input(1)] [Lstm(1, Zoneout = 1)] [Dense(1)]", "[Lstm] has the unknown property 'Zoneout'")]
    [InlineData("[RnnModel] [Input(1)] [Gru(1)] [Dense(1)]", "expected")]
    [InlineData("[RnnModel] [Input(1)] [Lstm(1, Layers = 1)] [Dense(1)]", "the declaration is not in its canonical form")]
    [InlineData("[RnnModel] [Lstm(1)] [Input(1)] [Dense(1)]", "a source stands after a layer")]
    [InlineData("[RnnModel] [Input(1)] [Lstm(1)] [Dense(1", "the declaration is damaged: expected ')'")]
    [InlineData("[Seq2Seq] encoder: [RnnModel] [Input(1)] [Lstm(1)]", "an encoder–decoder pair is loaded by its generated class")]
    public void OwnDeclarationsAreStrict(string declaration, string message)
    {
        byte[] file = ModelExport.ToBytes(Samples.Model(new InputSpec(1), new LstmSpec(1), new DenseSpec(1)), ModelFormat.Safetensors);
        string header = Encoding.UTF8.GetString(file.AsSpan(8, (int)BinaryPrimitives.ReadInt64LittleEndian(file)));
        string changed = header.Replace("[RnnModel] [Input(1)] [Lstm(1)] [Dense(1)]", declaration);
        Assert.NotEqual(header, changed);
        byte[] damaged = [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(changed)), .. Encoding.UTF8.GetBytes(changed), .. file.AsSpan(8 + header.Length)];
        Assert.Contains(message, Hostile.Read(damaged));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(byte[] content)
    {
        string path = Path.Combine(_folder, "it");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A safetensors file without metadata.</summary>
    private static byte[] File(IEnumerable<(string Name, int[] Shape)> tensors, string dtype = "F32", int size = 4)
    {
        var (entries, data) = (new List<string>(), new List<byte>());
        foreach ((string name, int[] shape) in tensors)
        {
            byte[] bytes = Bytes(shape, dtype, size);
            entries.Add($$"""{{"\""}}{{name}}":{"dtype":"{{dtype}}","shape":[{{string.Join(",", shape)}}],"data_offsets":[{{data.Count}},{{data.Count + bytes.Length}}]}""");
            data.AddRange(bytes);
        }
        byte[] file = Hostile.Safetensors($"{{{string.Join(",", entries)}}}", data.Count);
        data.ToArray().CopyTo(file, file.Length - data.Count);
        return file;
    }

    /// <summary>Eighths from −2 to 2, which every type holds exactly.</summary>
    private static byte[] Bytes(int[] shape, string dtype, int size)
    {
        byte[] bytes = new byte[shape.Aggregate(size, (product, axis) => product * axis)];
        for (int i = 0; i < bytes.Length / size; i++)
        {
            Span<byte> item = bytes.AsSpan(i * size, size);
            float value = (i * 7 % 33 - 16) / 8f;
            switch (dtype)
            {
                case "F64": BinaryPrimitives.WriteDoubleLittleEndian(item, value); break;
                case "F16": BinaryPrimitives.WriteHalfLittleEndian(item, (Half)value); break;
                case "BF16": BinaryPrimitives.WriteUInt16LittleEndian(item, (ushort)(BitConverter.SingleToInt32Bits(value) >> 16)); break;
                case "I32": BinaryPrimitives.WriteInt32LittleEndian(item, i); break;
                default: BinaryPrimitives.WriteSingleLittleEndian(item, value); break;
            }
        }
        return bytes;
    }
}
