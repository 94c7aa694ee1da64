using System.Text.RegularExpressions;

namespace RnnGen.Tests.Processes;

/// <summary>A method that is too large for the compiler is compiled without optimisation, and runs ten times slower.</summary>
public partial class OptimisationTests
{
    private const int FewestMethods = 350;

    [Fact]
    public void EveryGeneratedMethodIsOptimised()
    {
        string file = Path.GetTempFileName();
        try
        {
            ModelRunner.Run(ModelRunner.Width, ("DOTNET_TieredCompilation", "0"), ("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasmSummary", "1"));
            string[] methods = File.ReadLines(file).Where(line => line.Contains(" RnnGen.Generated.")).ToArray();
            Assert.True(methods.Length >= FewestMethods, $"Only {methods.Length} generated methods were compiled.");
            string[] others = methods.Where(line => !Optimised().IsMatch(line)).ToArray();
            Assert.True(others.Length == 0, string.Join("\n", others));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"\[FullOpts, ")]
    private static partial Regex Optimised();
}
