using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace RnnGen.Generator.Tests;

/// <summary>Many models, generated, compiled with optimisation in one go, and loaded as a program loads them: for good.</summary>
internal sealed class ModelBatch
{
    private static readonly CSharpCompilationOptions s_release = Harness.Options.WithOptimizationLevel(OptimizationLevel.Release);

    private readonly Action<int, IModelVisitor> _accept;

    /// <param name="models">What is declared.</param>
    public ModelBatch(IReadOnlyList<ModelSpec> models)
    {
        Assembly assembly = new AssemblyLoadContext("Generated models").LoadFromStream(Compile(SourceOf(models)));
        _accept = assembly.GetType("Entries")!.GetMethod("Accept")!.CreateDelegate<Action<int, IModelVisitor>>();
    }

    /// <summary>The declaration as a user would write it.</summary>
    public static string DeclarationOf(ModelSpec model, int index) => $"{model} public sealed partial class M{index};";

    /// <summary>Hands a model over.</summary>
    public void Accept(int model, IModelVisitor visitor) => _accept(model, visitor);

    private static string SourceOf(IReadOnlyList<ModelSpec> models)
    {
        var source = new StringBuilder(Harness.Usings);
        for (int i = 0; i < models.Count; i++) source.Append(DeclarationOf(models[i], i)).Append('\n');
        source.Append("public static class Entries { public static void Accept(int model, RnnGen.Generator.Tests.IModelVisitor visitor) { switch (model) {\n");
        for (int i = 0; i < models.Count; i++)
        {
            source.Append($"case {i}: visitor.Visit{(models[i].RunsForward ? "Streaming" : "")}<M{i}, {(models[i].ReadsTokens ? "int" : "float")}>(M{i}.Load); break;\n");
        }
        return source.Append("} } }").ToString();
    }

    private static MemoryStream Compile(string source)
    {
        CSharpCompilation compilation = Harness.Compile(source, s_release);
        GeneratorDriver driver = Harness.NewDriver(DocumentationMode.None).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Assert.Null(driver.GetRunResult().Results.Single().Exception);
        var image = new MemoryStream();
        EmitResult result = output.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)));
        image.Position = 0;
        return image;
    }
}
