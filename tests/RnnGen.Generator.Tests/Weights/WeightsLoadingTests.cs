using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary><c>Load()</c> without arguments: from the assembly, or from beside the program.</summary>
public class WeightsLoadingTests
{
    private const string Source = """
        using RnnGen;

        [RnnModel, Input(2), Lstm(3), Dense(1), Weights("weights\\of.m")]
        public partial class M;

        [RnnModel(Storage = WeightStorage.BFloat16), Input(2), Lstm(3), Dense(1), Weights("weights/of.m")]
        public partial class Small;

        [RnnModel, OneHot(3), Gru(2)] public partial class E;
        [RnnModel, OneHot(3), Gru(2), Dense(3)] public partial class D;
        [Weights("of.p"), Seq2Seq(typeof(E), typeof(D))] public partial class P;

        public static class Program
        {
            public static float M() => Step<M>(global::M.Load());
            public static float MFrom(string path) => Step<M>(global::M.Load(path));
            public static float Small() => Step<Small>(global::Small.Load());
            public static float SmallFrom(string path) => Step<Small>(global::Small.Load(path));
            public static float P()
            {
                D.State state = default;
                P pair = global::P.Load();
                pair.Encode(new[] { 1, 2 }, ref state);
                return pair.Parameters.Span[0] + pair.Parameters.Span[^1];
            }
            static float Step<T>(T model) where T : class, IStreamingRnnModel<T, float>
            {
                var output = new float[1];
                model.Step(new[] { 0.5f, -1f }, new float[T.StateSize], output);
                return output[0];
            }
        }
        """;

    private static readonly ModelSpec Spec = new(new InputSpec(2), new LstmSpec(3), new DenseSpec(1));
    private static readonly Generated Compiled = Harness.Generate(Source);

    [Fact]
    public void TheAssemblysWeightsAreLoaded()
    {
        string path = Path.GetTempFileName();
        byte[] file = Random(Spec), pair = Random(new Seq2SeqSpec(new(new OneHotSpec(3), new GruSpec(2)), new(new OneHotSpec(3), new GruSpec(2), new DenseSpec(3))));
        File.WriteAllBytes(path, file);
        try
        {
            Run([("RnnGen.Weights/weights/of.m", file), ("RnnGen.Weights/of.p", pair)], call =>
            {
                Assert.NotEqual(0, call("M"));
                Assert.Equal(call("MFrom", path), call("M"));
                // The smaller copy was made, too.
                Assert.NotEqual(0, call("Small"));
                Assert.Equal(call("SmallFrom", path), call("Small"));
                Assert.NotEqual(0, call("P"));
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void OtherwiseTheFileBesideTheProgramIsLoaded()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "weights"), path = Path.Combine(folder, "of.m");
        Run([], call => Assert.Contains($"The weights 'weights/of.m' are neither in the assembly Consumer nor at '{Path.Combine(AppContext.BaseDirectory, "weights/of.m")}'. "
            + "Build its project with <RnnWeights Include=\"weights/of.m\" />.", Assert.Throws<FileNotFoundException>(() => call("M")).Message));
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllBytes(path, Random(Spec));
            Run([], call => Assert.Equal(call("MFrom", path), call("M")));

            // Exchanged since the build: as strict as any file.
            File.WriteAllBytes(path, Random(new ModelSpec(new InputSpec(2), new LstmSpec(4), new DenseSpec(1))));
            Run([], call => Assert.Contains("'weights/of.m': metadata 'rnngen.declaration': expected ", Assert.Throws<ModelFormatException>(() => call("M")).Message));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AWrongDeclarationHasTheMember()
    {
        Generated wrong = Harness.Generate("using RnnGen; [RnnModel, Input(0), Lstm(3), Weights(\"none\")] partial class M { M Use() => Load(); }");
        Assert.Equal("RNN105", Assert.Single(wrong.Diagnostics()).Id);
    }

    [Fact]
    public void UnreadableArgumentsAreTheCompilersError()
    {
        Generated wrong = Harness.Generate("using RnnGen; [RnnModel, Input(1), Lstm(3), Weights(nowhere)] partial class M { M Use() => Load(); }");
        Assert.Equal("CS0103", Assert.Single(wrong.Diagnostics()).Id);
    }

    [Fact]
    public void WithoutTheAttributeThereIsNone() =>
        Assert.DoesNotContain("Load()", Harness.Generate("using RnnGen; [RnnModel, Input(1), Lstm(3)] partial class M;").File(".Rnn.g.cs"));

    private static byte[] Random(ParameterSpec spec)
    {
        var buffer = new ParameterBuffer(spec);
        ParameterInitializer.Fill(buffer, 1);
        var stream = new MemoryStream();
        ModelFile.Save(buffer, stream);
        return stream.ToArray();
    }

    private static void Run((string Name, byte[] Data)[] resources, Action<Call> test)
    {
        using var image = new MemoryStream();
        var descriptions = resources.Select(resource => new ResourceDescription(resource.Name, () => new MemoryStream(resource.Data), isPublic: true));
        Assert.Empty(Compiled.Output.Emit(image, manifestResources: descriptions).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            Type program = context.LoadFromStream(image).GetType("Program")!;
            test((member, arguments) => (float)program.GetMethod(member)!.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, arguments, null)!);
        }
        finally
        {
            context.Unload();
        }
    }

    private delegate float Call(string member, params object[] arguments);
}
