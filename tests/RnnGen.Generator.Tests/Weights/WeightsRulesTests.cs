extern alias generator;

using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RnnAnalyzer = generator::RnnGen.Generator.RnnAnalyzer;

namespace RnnGen.Generator.Tests;

/// <summary>The build accepts exactly the files that <c>Load</c> accepts, as far as headers go.</summary>
public class WeightsRulesTests
{
    private static readonly ModelSpec[] Specs =
    [
        new(new InputSpec(1), new LstmSpec(2), new DenseSpec(1)),
        new(new InputSpec(1), new GruSpec(2)),
        new(new InputSpec(1), new GruSpec(2) { Reset = GruReset.BeforeProduct }),
        new(new OneHotSpec(3), new RnnSpec(2) { Layers = 2, Direction = Direction.Bidirectional, Activation = Activation.Relu }),
        new(new EmbeddingSpec(5, 2), new LstmSpec(2) { Peephole = true, LayerNorm = true }, new DenseSpec(5) { Tied = true }),
        new(new InputSpec(2), new LstmSpec(4) { Projection = 2, Bias = false, Name = "" }, new MinGruSpec(2) { Layers = 2, Skip = Skip.Highway, Name = "a.b" }),
    ];

    [Fact]
    public void TheBuildAndLoadAgree()
    {
        (ModelSpec Spec, byte[] File)[] cases = [.. Specs.SelectMany((spec, i) => FilesFor(spec, new Random(i)).Select(file => (spec, file)))];
        bool[] loads = [.. cases.Select(c => Loads(c.Spec, c.File))];
        bool[] builds = Builds(cases);
        Assert.All(cases, (c, i) => Assert.True(loads[i] == builds[i], $"Load {(loads[i] ? "takes" : "refuses")} this file for {c.Spec}: {Encoding.UTF8.GetString(c.File).Replace("\0", "")}"));
        // Both happen often, or nothing was compared.
        Assert.InRange(loads.Count(one => one), cases.Length / 6, cases.Length * 5 / 6);
    }

    /// <summary>Forms of a model's file that are allowed, and each with something else changed.</summary>
    private static IEnumerable<byte[]> FilesFor(ModelSpec spec, Random random)
    {
        foreach (bool declared in new[] { true, false })
        {
            Dictionary<string, string> metadata = declared ? FileMetadata.Of(spec) : [];
            for (int i = 0; i < 8; i++)
            {
                NamedTensor[] tensors = [.. TensorNameMap.GroupsOf(spec).SelectMany(forms => forms[random.Next(forms.Count)].Tensors)
                    .Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, new float[tensor.Shape.Aggregate(1, (product, size) => product * size)]))];
                yield return WeightsSamples.Save(tensors, metadata);

                int at = random.Next(tensors.Length);
                NamedTensor one = tensors[at];
                NamedTensor[] without = [.. tensors.Where(tensor => tensor != one)];
                yield return (i % 4) switch
                {
                    0 => WeightsSamples.Save(without, metadata),
                    1 => WeightsSamples.Save([.. without, one with { Name = one.Name + "x" }], metadata),
                    2 => WeightsSamples.Save([.. without, one with { Shape = new([.. one.Shape, 1]) }], metadata),
                    _ => WeightsSamples.Save([.. tensors, new NamedTensor("extra", new([1]), [0])], metadata),
                };
            }
        }
        NamedTensor[] all = [.. TensorValues.ToFile(new ParameterBuffer(spec))];
        yield return WeightsSamples.Save(all, new() { ["rnngen.version"] = "1" });
        yield return WeightsSamples.Save(all, new() { ["rnngen.version"] = "2", ["rnngen.declaration"] = FileMetadata.Of(spec)["rnngen.declaration"] });
        yield return WeightsSamples.Save(all, new() { ["rnngen.version"] = "1", ["rnngen.declaration"] = "[RnnModel] [Input(1)] [Lstm(3)]" });
        yield return WeightsSamples.Save(all, new() { ["rnngen.else"] = "1", ["format"] = "pt" });
    }

    private static bool Loads(ModelSpec spec, byte[] file)
    {
        try
        {
            ModelFile.Read(new ParameterBuffer(spec), new MemoryStream(file));
            return true;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }

    /// <summary>For each case, whether the analyzer has nothing to say; all classes are compiled together.</summary>
    private static bool[] Builds(IReadOnlyList<(ModelSpec Spec, byte[] File)> cases)
    {
        CSharpCompilation compilation = Harness.Compile(Harness.Usings + string.Concat(cases.Select((c, i) => $"{c.Spec} [Weights(\"f{i}\")] partial class M{i};\n")));
        ImmutableArray<AdditionalText> texts = [.. cases.Select((c, i) => WeightsSamples.TextOf($"f{i}", c.File))];
        ImmutableArray<Diagnostic> found = compilation.WithAnalyzers([new RnnAnalyzer()], new AnalyzerOptions(texts)).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.All(found, diagnostic => Assert.StartsWith("RNN16", diagnostic.Id));
        var named = found.Select(Generated.Squiggle).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
        return [.. cases.Select((_, i) => !named.Contains($"\"f{i}\""))];
    }
}
