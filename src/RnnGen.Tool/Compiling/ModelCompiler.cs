extern alias generator;

using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RnnAnalyzer = generator::RnnGen.Generator.RnnAnalyzer;
using RnnGenerator = generator::RnnGen.Generator.RnnGenerator;

namespace RnnGen.Tool.Compiling;

/// <summary>Compiles declarations with the generator, in memory, and loads what comes of it.</summary>
internal static class ModelCompiler
{
    private static readonly CSharpParseOptions s_parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions s_options = new(OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>What the SDK puts before every file of a project.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    /// <summary>What a model is compiled against: the framework and the library, whose types the generator's assembly has a second time.</summary>
    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "RnnGen.dll"))
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles <paramref name="sources"/>: texts by the names that messages give them.</summary>
    /// <exception cref="ToolException">They have an error; the message has the first ones with their places.</exception>
    public static Assembly Compile(params IEnumerable<(string Name, string Text)> sources)
    {
        CSharpCompilation source = CSharpCompilation.Create($"Models{Guid.NewGuid():N}",
            [.. sources.Append(("Usings.cs", Usings)).Select(file => CSharpSyntaxTree.ParseText(file.Item2, s_parsing, file.Item1))], s_references, s_options);
        CSharpGeneratorDriver.Create([new RnnGenerator().AsSourceGenerator()], parseOptions: s_parsing)
            .RunGeneratorsAndUpdateCompilation(source, out Compilation output, out ImmutableArray<Diagnostic> generated);

        // Mistakes in a declaration first: what the compiler says then follows from them.
        RequireNone(source.WithAnalyzers([new RnnAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult());
        RequireNone(generated);
        using var stream = new MemoryStream();
        var emitted = output.Emit(stream);
        RequireNone(emitted.Diagnostics);
        return Assembly.Load(stream.ToArray());
    }

    private static void RequireNone(IEnumerable<Diagnostic> diagnostics)
    {
        const int Most = 5;
        List<Diagnostic> errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Count == 0) return;
        string more = errors.Count > Most ? $"\n(and {errors.Count - Most} more)" : "";
        throw new ToolException($"The declaration does not compile:\n{string.Join('\n', errors.Take(Most).Select(Text))}{more}");
    }

    private static string Text(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): {diagnostic.Id}: {diagnostic.GetMessage()}";
    }
}
