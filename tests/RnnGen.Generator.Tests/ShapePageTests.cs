using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>The programs of <c>docs/sequence-shapes.md</c> compile and run.</summary>
public class ShapePageTests
{
    // What a project has by default.
    private const string ImplicitUsings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic;\n";

    private static readonly string[] Programs = Regex
        .Matches(Repository.Read("docs", "sequence-shapes.md"), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();

    public static TheoryData<int> Numbers => new(Enumerable.Range(0, Programs.Length));

    [Theory, MemberData(nameof(Numbers))]
    public void AnExampleRuns(int number)
    {
        Generated generated = Harness.Generate(ImplicitUsings + Programs[number], Harness.Options.WithOutputKind(OutputKind.ConsoleApplication).WithOptimizationLevel(OptimizationLevel.Release));
        Assert.DoesNotContain(generated.Diagnostics(), diagnostic => diagnostic.Id != "CS1591");
        using var image = new MemoryStream();
        Assert.True(generated.Output.Emit(image).Success);
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            context.LoadFromStream(image).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public void ThereIsOneForEachShape() => Assert.Equal(7, Programs.Length);
}
