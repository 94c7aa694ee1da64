extern alias generator;

using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using RnnGen.Benchmarks.Peers;
using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;
using RnnGenerator = generator::RnnGen.Generator.RnnGenerator;

namespace RnnGen.Benchmarks.Choices;

/// <summary>Generates models with a cost model's choices, compiles them with optimisation and loads them.</summary>
internal static class CandidateCompiler
{
    private static readonly CSharpParseOptions s_parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithDocumentationMode(DocumentationMode.None);

    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "RnnGen.dll" or "RnnGen.Benchmarks.dll"))
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>A model of each of <paramref name="networks"/>, for sequences of at most <paramref name="steps"/> steps, or for so many streams.</summary>
    public static Func<int, IOwnModel> Compile(IReadOnlyList<(Planned.ModelSpec Spec, ChoiceForm Form)> networks, CostModel costs, int steps) =>
        Compile(Source(networks, steps), costs).CreateDelegate<Func<int, IOwnModel>>();

    /// <summary>Compiles source with declarations; returns the method <c>Create</c> of its class <c>Entries</c>.</summary>
    public static MethodInfo Compile(string text, CostModel costs)
    {
        // The name is one that may see this assembly's internals.
        CSharpCompilation source = CSharpCompilation.Create("RnnGen.Candidates", [CSharpSyntaxTree.ParseText(text, s_parsing)], s_references,
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new RnnGenerator(costs).AsSourceGenerator()], parseOptions: s_parsing)
            .RunGeneratorsAndUpdateCompilation(source, out Compilation output, out _);
        var image = new MemoryStream();
        EmitResult result = output.Emit(image);
        if (!result.Success) throw new InvalidOperationException($"The candidates do not compile: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext("Candidates").LoadFromStream(image);
        return assembly.GetType("Entries")!.GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!;
    }

    private static string Source(IReadOnlyList<(Planned.ModelSpec Spec, ChoiceForm Form)> networks, int steps)
    {
        var source = new StringBuilder("using RnnGen;\nusing RnnGen.Benchmarks.Peers;\n");
        for (int i = 0; i < networks.Count; i++) source.Append($"{networks[i].Spec} public sealed partial class M{i};\n");
        source.Append("internal static class Entries { internal static IOwnModel Create(int model) => model switch {\n");
        for (int i = 0; i < networks.Count; i++)
        {
            source.Append(networks[i].Form == ChoiceForm.Streams ? $"{i} => new OwnStreams<M{i}>({steps}),\n"
                : $"{i} => new OwnModel<M{i}, M{i}.State>({steps}, m => m.Forward{(networks[i].Spec.RunsForward ? ", m => m.Step" : "")}),\n");
        }
        return source.Append("_ => throw new System.ArgumentOutOfRangeException(nameof(model)) }; }").ToString();
    }
}
