using static RnnGen.Formats.Tests.Onnx.OnnxFiles;

namespace RnnGen.Formats.Tests.Onnx;

/// <summary>Graphs that are no network of RnnGen's, and graphs that mean ill: the message names the node and says why.</summary>
public class OnnxRefusalTests
{
    private static readonly ProtoWriter s_x = Input("x", 4, 2, 3), s_w = Reals("w", [3, 3], new float[9]);

    private static readonly Dictionary<string, byte[]> s_graphs = new()
    {
        ["node Conv 'conv': this operator is not understood"] = Model(s_x, s_w, Node("Conv", ["x", "w"], ["y"]), Output("y")),
        ["node MatMul 'matmul': its attribute 'speed' is not understood"] = Model(s_x, s_w, Node("MatMul", ["x", "w"], ["y"], Attribute("speed", 3)), Output("y")),
        ["'b' is not made by any node before it"] = Model(s_x, s_w, Node("Add", ["x", "b"], ["a"]), Node("MatMul", ["a", "w"], ["b"]), Output("b")),
        ["node Identity 'identity': 'a' is not made by any node before it"] = Model(s_x, Node("Identity", ["a"], ["a"]), Output("a")),
        ["initializer 'v' [1] has no place in the network"] = Model(s_x, s_w, Reals("v", [1], [1]), Node("MatMul", ["x", "w"], ["y"]), Output("y")),
        ["initializer 'w' is used by 2 layers"] = Model(s_x, s_w, Node("MatMul", ["x", "w"], ["y"]), Node("Relu", ["y"], ["z"]), Node("MatMul", ["z", "w"], ["o"]), Output("o")),
        ["its output 'y' is made twice"] = Model(s_x, s_w, Node("MatMul", ["x", "w"], ["y"]), Node("Relu", ["x"], ["y"]), Output("y")),
        ["is also an output"] = Model(s_x, Node("Identity", ["x"], ["y"]), Output("y")),
        ["are not whole vectors of input 'x'"] = Model(s_x, Reals("w", [2, 2], new float[4]), Integers("0", 0), Integers("2", 2), Integers("axis", 2),
            Node("Slice", ["x", "0", "2", "axis"], ["part"]), Node("MatMul", ["part", "w"], ["y"]), Output("y")),
        ["its weights [3, 3] do not fit its input [4, 2, 5]"] = Model(Input("x", 4, 2, 5), s_w, Node("MatMul", ["x", "w"], ["y"]), Output("y")),
        ["a shape has the size 1099511627776"] = Model(s_x, s_w, Integers("n", 1L << 40), Node("ConstantOfShape", ["n"], ["c"]), Node("Add", ["x", "c"], ["y"]), Output("y")),
        ["is too large"] = Model(s_x, s_w, Integers("n", 1 << 20, 1 << 20), Node("ConstantOfShape", ["n"], ["c"]), Node("Add", ["x", "c"], ["y"]), Output("y")),
        ["input 'x' [60000000, 2, 3] is too large"] = Model(Input("x", 60_000_000, 2, 3), s_w, Node("MatMul", ["x", "w"], ["y"]), Output("y")),
        ["its step is 0"] = Model(s_x, Integers("a", 0), Integers("b", 9), Integers("c", 0), Node("Range", ["a", "b", "c"], ["r"]), Node("Reshape", ["x", "r"], ["y"]), Output("y")),
        ["its W: expected [1, 12, 3], found [1, 8, 3]"] = Model(s_x, Reals("W", [1, 8, 3], new float[24]), Reals("R", [1, 12, 3], new float[36]), Node("LSTM", ["x", "W", "R"], ["Y"]), Output("Y")),
        ["its activation 'Swish' is unknown"] = Lstm(new ProtoWriter().Text(1, "activations").Text(9, "Sigmoid").Text(9, "Swish").Text(9, "Tanh").Number(20, 8)),
        ["its activation_alpha has 1 values, its activations take 0"] = Lstm(new ProtoWriter().Text(1, "activation_alpha").Single(7, 0.5f).Number(20, 6)),
        ["its direction is 'sideways'"] = Lstm(new ProtoWriter().Text(1, "direction").Text(4, "sideways").Number(20, 3)),
        ["neither time nor the directions of a layer"] = Model(s_x, Node("ReduceMean", ["x"], ["y"], new ProtoWriter().Text(1, "axes").Number(8, 1).Number(20, 7)), Output("y")),
        ["the operators of 'com.example' are not understood"] = Model(s_x, new ProtoWriter().Message(1, new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "Fast").Text(7, "com.example")), Output("y")),
        ["it uses version 99 of ONNX's operators"] = new ProtoWriter().Number(1, 8).Message(7, new ProtoWriter()).Message(8, new ProtoWriter().Text(1, "").Number(2, 99)).ToArray(),
        ["graphs lie in graphs more than"] = Nested(2000),
    };

    public static TheoryData<string> Messages => new(s_graphs.Keys);

    [Theory, MemberData(nameof(Messages))]
    public void IsRefusedWithAReason(string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(s_graphs[message], "graph.onnx")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    /// <summary>Of a graph that is no network of RnnGen's the weights can still be had.</summary>
    [Fact]
    public void TheWeightsOfAnyGraphAreRead()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "conv.onnx");
            File.WriteAllBytes(path, Model(s_x, Reals("w", [1, 2, 1], [3, 4]), Integers("pads", 5, -6), Node("Conv", ["x", "w"], ["y"]), Output("y")));
            Assert.Contains("ModelImport.ReadTensors gives the weights", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path)).Message);
            IReadOnlyList<ImportedTensor> tensors = ModelImport.ReadTensors(path);
            Assert.Equal(["w", "pads"], tensors.Select(tensor => tensor.Name));
            Assert.Equal([1, 2, 1], tensors[0].Shape);
            Assert.Equal([3, 4], tensors[0].Values);
            Assert.Equal([2], tensors[1].Shape);
            Assert.Equal([5, -6], tensors[1].Values);
            // What they belong to, the graph says: they are not taken for a state_dict's.
            Assert.Contains("says itself what its tensors are", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path, new ModelSpec(new InputSpec(2), new DenseSpec(1)))).Message);

            File.WriteAllBytes(path, Model(s_x, Reals("w", [1, 2], [3, float.NaN]), Output("x")));
            Assert.Contains("tensor 'w': expected finite values, found NaN at index 1", Assert.Throws<ModelFormatException>(() => ModelImport.ReadTensors(path)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Exporters write branches for shapes that are not there: the shape chooses, here and in the branch that is taken.</summary>
    [Theory]
    [InlineData(3, null)]
    [InlineData(2, "node Conv 'conv': this operator is not understood")]
    public void ABranchIsChosenByTheShape(int rank, string? message)
    {
        byte[] model = Model(s_x, s_w, Integers("rank", rank), Node("Shape", ["x"], ["shape"]), Node("Size", ["shape"], ["axes"]), Node("Equal", ["axes", "rank"], ["is"]),
            Node("If", ["is"], ["y"], Branch("then_branch", Node("MatMul", ["x", "w"], ["a"]), Output("a")), Branch("else_branch", Node("Conv", ["x", "w"], ["b"]), Output("b"))), Output("y"));
        if (message is null) Assert.Equal("[RnnModel] [Input(3)] [Dense(3, Bias = false)]", ModelImport.Read(model, "branch.onnx").Spec.ToString());
        else Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(model, "branch.onnx")).Message);
    }

    [Fact]
    public void ABranchThatTheNetworkChoosesIsRefused()
    {
        byte[] model = Model(s_x, s_w, Node("If", ["x"], ["y"], Branch("then_branch", Node("MatMul", ["x", "w"], ["a"]), Output("a")), Branch("else_branch", Output("x"))), Output("y"));
        Assert.Contains("its condition is known only when the network runs", Assert.Throws<ModelFormatException>(() => ModelImport.Read(model, "branch.onnx")).Message);
    }

    private static ProtoWriter Branch(string name, params ProtoWriter[] graph) => new ProtoWriter().Text(1, name).Bytes(6, [.. graph.SelectMany(field => field.ToArray())]).Number(20, 5);

    [Theory]
    [InlineData("../secret", "expected a file in the model's folder")]
    [InlineData("/etc/passwd", "expected a file in the model's folder")]
    [InlineData("sub/../../secret", "expected a file in the model's folder")]
    [InlineData("..\\secret", "expected a file in the model's folder")]
    [InlineData("C:\\secret", "expected a file in the model's folder")]
    [InlineData("link", "is a link")]
    [InlineData("missing", "is not beside the model")]
    [InlineData("short", "takes 36 bytes, found 0")]
    [InlineData("weights", null)]
    public void OnlyFilesOfTheModelsFolderAreRead(string location, string? message)
    {
        DirectoryInfo above = Directory.CreateTempSubdirectory(), folder = above.CreateSubdirectory("model");
        try
        {
            byte[] weights = [0, 0, 0, 0, .. Enumerable.Range(1, 9).SelectMany(i => BitConverter.GetBytes((float)i))];
            File.WriteAllBytes(Path.Combine(above.FullName, "secret"), weights);
            File.WriteAllBytes(Path.Combine(folder.FullName, "weights"), weights);
            File.WriteAllBytes(Path.Combine(folder.FullName, "short"), new byte[4]);
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "link"), Path.Combine(above.FullName, "secret"));
            string path = Path.Combine(folder.FullName, "model.onnx");
            byte[] model = Model(s_x, External("w", [3, 3], location, offset: "4"), Node("MatMul", ["x", "w"], ["y"]), Output("y"));
            File.WriteAllBytes(path, model);
            if (message is not null)
            {
                Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(path)).Message);
                return;
            }
            Assert.Equal([1, 2, 3], ModelImport.Read(path).Run([1f, 0, 0]));
            Assert.Contains("read the model by its path", Assert.Throws<ModelFormatException>(() => ModelImport.Read(model, "model.onnx")).Message);
        }
        finally
        {
            above.Delete(recursive: true);
        }
    }

    /// <summary>Of a single step one cannot see that a graph reverses time: it is refused although it would fit.</summary>
    [Fact]
    public void AGraphThatMixesStepsIsRefusedWhateverItsDimensions()
    {
        byte[] model = Model(Input("x", -1, 1, 3), Reals("W", [1, 12, 3], new float[36]), Reals("R", [1, 12, 3], new float[36]), Integers("-1", -1), Integers("end", long.MinValue), Integers("0", 0),
            Node("Slice", ["x", "-1", "end", "0", "-1"], ["reversed"]), Node("LSTM", ["reversed", "W", "R"], ["Y"]), Output("Y"));
        Assert.Contains("do not lie along axes", Assert.Throws<ModelFormatException>(() => ModelImport.Read(model, "reversed.onnx")).Message);
    }

    private static byte[] Lstm(ProtoWriter attribute) =>
        Model(s_x, Reals("W", [1, 12, 3], new float[36]), Reals("R", [1, 12, 3], new float[36]), Node("LSTM", ["x", "W", "R"], ["Y"], attribute), Output("Y"));

    /// <summary>Branches within branches.</summary>
    private static byte[] Nested(int depth)
    {
        var graph = new ProtoWriter();
        for (int i = 0; i < depth; i++) graph = new ProtoWriter().Message(1, new ProtoWriter().Text(4, "If").Message(5, new ProtoWriter().Text(1, "then_branch").Message(6, graph).Number(20, 5)));
        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Text(1, "").Number(2, 17)).ToArray();
    }
}
