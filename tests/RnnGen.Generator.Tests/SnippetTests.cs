using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RnnGen.Generator.Tests;

/// <summary>The code in documents that is no whole program compiles, with declarations of what it speaks of.</summary>
public class SnippetTests
{
    private const string ImplicitUsings = "using System; using System.IO; using System.Linq; using System.Collections.Generic;\n";

    /// <summary>The document, how many blocks it has, which of them are one program, and what is declared before.</summary>
    public static TheoryData<string, int, int, int, string> Programs { get; } = new()
    {
        { "README.md", 5, 0, 2, "int token = 0; int[] inputs = new int[32 * 64], targets = new int[32 * 64];" },
        { "README.md", 5, 2, 2, """
            int[] letters = new int[64 * 34], shiftedPhonemes = new int[64 * 33], phonemes = new int[64 * 33];
            int[] letterCounts = new int[64], phonemeCounts = new int[64], word = [1, 2, 3];
            """ },
        // The fifth is an excerpt of generated code.
        { "docs/accuracy.md", 1, 0, 1, "_ = Fast.Create(1);" },
        { "docs/weights-in-the-assembly.md", 2, 0, 2, "" },
        { "docs/smaller-weights.md", 3, 0, 3, "var trained = Trained.Create(1); List<float[]> sequences = [new float[64]];" },
    };

    [Theory, MemberData(nameof(Programs))]
    public void Compiles(string document, int blocks, int first, int count, string before)
    {
        string[] code = [.. Regex.Matches(Repository.Read(document.Split('/')), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        Assert.Equal(blocks, code.Length);
        CompilationUnitSyntax[] units = [.. code[first..(first + count)].Select(block => (CompilationUnitSyntax)Harness.Parse(block).GetRoot())];
        // Statements stand before types; a document shows them in the order of the story.
        IEnumerable<MemberDeclarationSyntax> members = units.SelectMany(unit => unit.Members).OrderBy(member => member is not GlobalStatementSyntax);
        string program = $"{ImplicitUsings}{Harness.Usings}{before}\n{string.Concat(members.Select(member => member.ToFullString()))}";

        Compilation compilation = Harness.Compile(program, Harness.Options.WithOutputKind(OutputKind.ConsoleApplication));
        Harness.NewDriver(DocumentationMode.None).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        IEnumerable<Diagnostic> found = output.GetSemanticModel(output.SyntaxTrees.First()).GetDiagnostics();
        Assert.DoesNotContain(found, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591");
    }
}
