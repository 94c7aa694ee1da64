extern alias generator;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RnnAnalyzer = generator::RnnGen.Generator.RnnAnalyzer;
using RnnGenerator = generator::RnnGen.Generator.RnnGenerator;

namespace RnnGen.Generator.Tests;

/// <summary>Compiles a source together with what the generator makes of it.</summary>
internal static class Harness
{
    public const string Usings = "using RnnGen;\n";

    private static readonly MetadataReference[] References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.") || name is "netstandard.dll" or "RnnGen.dll"))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    /// <summary>An assembly with a model of its own, for sources that name it.</summary>
    private static readonly MetadataReference Own = MetadataReference.CreateFromFile(typeof(Harness).Assembly.Location);

    private static readonly CSharpParseOptions Parsing =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithDocumentationMode(DocumentationMode.Diagnose);

    public static CSharpCompilationOptions Options { get; } = new(OutputKind.DynamicallyLinkedLibrary,
        warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable);

    public static CSharpCompilation Compile(string source, CSharpCompilationOptions? options = null) => CSharpCompilation.Create(
        "Consumer", [Parse(source)], source.Contains(typeof(Harness).Namespace!) ? [.. References, Own] : References, options ?? Options);

    public static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, Parsing, path: "Consumer.cs");

    /// <param name="documentation">Whether comments of generated code are read: they cost time where there are many models.</param>
    public static GeneratorDriver NewDriver(DocumentationMode documentation = DocumentationMode.Diagnose) => CSharpGeneratorDriver.Create([new RnnGenerator().AsSourceGenerator()],
        parseOptions: Parsing.WithDocumentationMode(documentation), driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generator twice, with an unrelated edit between, and demands that the second time did nothing.</summary>
    public static Generated Generate(string source, CSharpCompilationOptions? options = null)
    {
        CSharpCompilation compilation = Compile(source, options);
        GeneratorDriver driver = NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);

        CSharpCompilation edited = compilation.AddSyntaxTrees(Parse("// An unrelated file."));
        GeneratorRunResult again = driver.RunGenerators(edited).GetRunResult().Results.Single();
        Assert.All(Reasons(again), reason =>
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"A step was {reason} after an unrelated edit."));
        return new Generated(compilation, output, result);
    }

    /// <summary>Why each tracked step and each output ran.</summary>
    public static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result) =>
        Reasons(result, RnnGenerator.TrackingNames.Networks).Concat(Reasons(result, RnnGenerator.TrackingNames.Pairs)).Concat(OutputReasons(result));

    public static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps) ? steps.SelectMany(ReasonsOf) : [];

    public static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
        result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(ReasonsOf);

    private static IEnumerable<IncrementalStepRunReason> ReasonsOf(IncrementalGeneratorRunStep step) => step.Outputs.Select(output => output.Reason);
}

/// <summary>What came of a source.</summary>
/// <param name="Source">The source alone.</param>
/// <param name="Output">With the generated files.</param>
/// <param name="Result">The generator's own result.</param>
internal sealed record Generated(CSharpCompilation Source, Compilation Output, GeneratorRunResult Result)
{
    /// <summary>The generated file whose name ends so.</summary>
    public string File(string suffix) => Result.GeneratedSources.Single(file => file.HintName.EndsWith(suffix)).SourceText.ToString();

    /// <summary>The compiler's errors and warnings, and the analyzer's; sorted by place.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics() => Output.GetDiagnostics().Concat(AnalyzerDiagnostics())
        .Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)
        .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToList();

    /// <summary>What the analyzer says.</summary>
    public ImmutableArray<Diagnostic> AnalyzerDiagnostics() => Output
        .WithAnalyzers([new RnnAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions(WeightsSamples.Texts), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false))
        .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    /// <summary>The text under a diagnostic's squiggle.</summary>
    public static string Squiggle(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree is { } tree ? tree.GetText().ToString(diagnostic.Location.SourceSpan) : "";
}
