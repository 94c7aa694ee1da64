extern alias generator;

using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;
using RnnGenerator = generator::RnnGen.Generator.RnnGenerator;

namespace RnnGen.Generator.Tests;

/// <summary>What an edit costs: only models whose declaration changed are generated again.</summary>
public class IncrementalTests
{
    private const string Source = """
        using RnnGen;
        [RnnModel, Input(1), Lstm(4), Dense(2)] partial class A { void Own() { } }
        [RnnModel, OneHot(3), Gru(4)] partial class B;
        class Other { }
        """;

    [Theory]
    [InlineData("class Other { }", "class Other { int x; }", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("class Other { }", "class Other { } // A comment.", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("[RnnModel, Input(1)", "/* A comment. */ [RnnModel, Input(1)", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("[RnnModel, Input(1), Lstm(4), Dense(2)]", "[RnnModel]\n[Input(1)]\n[Lstm(2 + 2)]\n[Dense(2)]", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("Own() { }", "Own() { Own(); }", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("Own()", "Renamed()", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("partial class A", "public sealed partial class A", Unchanged, Cached, Unchanged, Cached)]
    [InlineData("Lstm(4)", "Lstm(5)", Modified, Modified, Unchanged, Cached)]
    [InlineData("Lstm(4)", "Lstm(4, Name = \"x\")", Modified, Modified, Unchanged, Cached)]
    [InlineData("Gru(4)", "Gru(4, Reset = GruReset.BeforeProduct)", Unchanged, Cached, Modified, Modified)]
    [InlineData("[RnnModel, Input(1)", "[RnnModel(Output = OutputMode.Mean), Input(1)", Modified, Modified, Unchanged, Cached)]
    [InlineData("[RnnModel, Input(1)", "[RnnModel(Storage = WeightStorage.Int8), Input(1)", Modified, Modified, Unchanged, Cached)]
    [InlineData("[RnnModel, Input(1)", "[RnnModel, Weights(\"b\"), Input(1)", Modified, Modified, Unchanged, Cached)]
    public void AnEditRunsExactlyWhatItMust(string before, string after,
        IncrementalStepRunReason specA, IncrementalStepRunReason outputA, IncrementalStepRunReason specB, IncrementalStepRunReason outputB)
    {
        Assert.Contains(before, Source);
        GeneratorRunResult result = Edit(Source, Source.Replace(before, after));
        Assert.Equal([specA, specB], Harness.Reasons(result, RnnGenerator.TrackingNames.Networks));
        Assert.Equal([outputA, outputB], PerModel(result));
    }

    private const string Pair = """
        using RnnGen;
        [RnnModel, OneHot(5), Gru(4)] partial class Encoder { void Own() { } }
        [RnnModel, OneHot(6), Gru(4), Dense(6)] partial class Decoder;
        [Seq2Seq(typeof(Encoder), typeof(Decoder))] partial class P;
        [RnnModel, Input(1), Rnn(2)] partial class Another;
        """;

    [Theory]
    [InlineData("Own()", "Renamed()", Unchanged, Cached)]
    [InlineData("Rnn(2)", "Rnn(3)", Unchanged, Cached)]
    [InlineData("partial class P;", "partial class P; class Other;", Unchanged, Cached)]
    [InlineData("OneHot(5)", "OneHot(7)", Modified, Modified)]
    [InlineData("Dense(6)", "Dense(7)", Modified, Modified)]
    [InlineData("typeof(Decoder)", "typeof(Decoder), Bridge = Bridge.Dense", Modified, Modified)]
    public void AnEditRunsAPairOnlyWhenItMust(string before, string after, IncrementalStepRunReason spec, IncrementalStepRunReason output)
    {
        Assert.Contains(before, Pair);
        GeneratorRunResult result = Edit(Pair, Pair.Replace(before, after));
        Assert.Equal([spec], Harness.Reasons(result, RnnGenerator.TrackingNames.Pairs));
        IncrementalGeneratorRunStep step = Assert.Single(result.TrackedOutputSteps.Values.SelectMany(steps => steps),
            step => ComesFrom(step, RnnGenerator.TrackingNames.Pairs));
        Assert.Equal(output, Assert.Single(step.Outputs.Select(o => o.Reason).Distinct()));
    }

    private static bool ComesFrom(IncrementalGeneratorRunStep step, string name) => step.Name == name || step.Inputs.Any(input => ComesFrom(input.Source, name));

    /// <summary>Retrained weights are the analyzer's business: the code that loads them is the same.</summary>
    [Fact]
    public void OtherWeightsGenerateNothingAnew()
    {
        CSharpCompilation compilation = Harness.Compile(Source.Replace("[RnnModel, Input(1)", "[RnnModel, Weights(\"amp.safetensors\"), Input(1)"));
        GeneratorDriver driver = Harness.NewDriver().AddAdditionalTexts(WeightsSamples.Texts[..1]).RunGenerators(compilation);
        GeneratorRunResult result = driver.ReplaceAdditionalText(WeightsSamples.Texts[0], WeightsSamples.Texts[1]).RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.All(Harness.Reasons(result), reason => Assert.True(reason is Cached or Unchanged, $"A step was {reason}."));
        Assert.Equal([Cached, Cached], PerModel(result));
    }

    [Fact]
    public void ANewModelLeavesTheOthersAlone()
    {
        GeneratorRunResult result = Edit(Source, Source + "[RnnModel, Input(9), Rnn(2)] partial class C;");
        Assert.Equal([Unchanged, Unchanged, New], Harness.Reasons(result, RnnGenerator.TrackingNames.Networks));
        Assert.Equal([Cached, Cached, New], PerModel(result));
    }

    [Fact]
    public void SpecsFromTwoCompilationsAreEqualButNotTheSame()
    {
        object first = Specs(Harness.Generate(Source)).First(), second = Specs(Harness.Generate(Source)).First();
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void TheCacheHoldsNothingOfRoslyns()
    {
        foreach (object spec in Specs(Harness.Generate(Source))) Assert.Null(FindRoslyn(spec));
        foreach (object spec in Specs(Harness.Generate(Pair), RnnGenerator.TrackingNames.Pairs)) Assert.Null(FindRoslyn(spec));
    }

    [Fact]
    public void TheSearchFindsWhatIsPlanted()
    {
        CSharpCompilation compilation = Harness.Compile(Source);
        SyntaxTree tree = compilation.SyntaxTrees[0];
        Assert.All(new object[] { compilation, compilation.GlobalNamespace, tree, tree.GetRoot(), tree.GetRoot().GetLocation() }, planted =>
            Assert.Same(planted, FindRoslyn(new { Name = "harmless", Inner = new List<object> { 1, (planted, 2) } })));
    }

    private static GeneratorRunResult Edit(string before, string after)
    {
        CSharpCompilation compilation = Harness.Compile(before);
        GeneratorDriver driver = Harness.NewDriver().RunGenerators(compilation);
        return driver.RunGenerators(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Harness.Parse(after))).GetRunResult().Results.Single();
    }

    /// <summary>The reason of each model's output; a model's files share one.</summary>
    private static IEnumerable<IncrementalStepRunReason> PerModel(GeneratorRunResult result) => result.TrackedOutputSteps.Values
        .SelectMany(steps => steps).Select(step => Assert.Single(step.Outputs.Select(output => output.Reason).Distinct()));

    private static IEnumerable<object> Specs(Generated generated, string step = RnnGenerator.TrackingNames.Networks) => generated.Result.TrackedSteps[step]
        .SelectMany(step => step.Outputs).Select(output => output.Value);

    /// <summary>The first thing of Roslyn's that is reachable through fields and elements.</summary>
    private static object? FindRoslyn(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var rest = new Stack<object?>([root]);
        while (rest.TryPop(out object? value))
        {
            if (value is null or string or Pointer || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) continue;
            if (value is Compilation or ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Location or Diagnostic or AttributeData or TypedConstant) return value;
            if (value is IEnumerable elements and (Array or IList)) foreach (object? element in elements) rest.Push(element);
            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    rest.Push(field.GetValue(value));
                }
            }
        }
        return null;
    }
}
