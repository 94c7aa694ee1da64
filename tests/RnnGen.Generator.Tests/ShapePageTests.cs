using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>The programs of <c>docs/sequence-shapes.md</c> and <c>docs/many-streams.md</c> compile and run.</summary>
public class ShapePageTests
{
    // What a project has by default.
    private const string ImplicitUsings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading.Tasks;\n";

    private static readonly string[] Programs = [.. ProgramsOf("sequence-shapes.md"), .. ProgramsOf("many-streams.md")];

    private static IEnumerable<string> ProgramsOf(string page) => Regex
        .Matches(Repository.Read("docs", page), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value);

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
    public void ThereIsOneForEachShapeAndOneForStreams() => Assert.Equal(7 + 1, Programs.Length);
}
