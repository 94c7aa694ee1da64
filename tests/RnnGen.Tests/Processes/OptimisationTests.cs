using System.Reflection;
using System.Text.RegularExpressions;
using RnnGen.Simd;

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

    /// <summary>What a kernel calls would otherwise begin unoptimised, and be the whole time of the first seconds.</summary>
    [Fact]
    public void WhatKernelsCallIsCompiledInFullAtItsFirstCall()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        MethodInfo[] methods = [.. typeof(RowProducts).GetMethods(All)
            .Where(method => method.Name.StartsWith("Sum", StringComparison.Ordinal) || method.Name.StartsWith("Tiles", StringComparison.Ordinal) || method.Name == "Turn"),
            .. typeof(LongSums).GetMethods(All),
            .. typeof(Transposition).GetMethods(All).Where(method => method.Name.EndsWith("Lanes", StringComparison.Ordinal)),
            typeof(RnnStreams).GetMethod(nameof(RnnStreams.TakeRows))!, typeof(RnnStreams).GetMethod(nameof(RnnStreams.PutRows))!];
        Assert.Equal(3 * 8 + 1 + 2 + 2 + 2, methods.Length);
        Assert.All(methods, method => Assert.True(method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization), method.Name));
    }

    [GeneratedRegex(@"\[FullOpts, ")]
    private static partial Regex Optimised();
}
