using Xunit.Abstractions;

namespace RnnGen.Tests.Processes;

/// <summary>The declared models agree with the reference engine on narrower machines, too.</summary>
public class WidthTests(ITestOutputHelper output)
{
    // Without AVX2 there is no fused multiply-add either, as on an old x64 machine; without intrinsics all code is scalar.
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 1)]
    public void ModelsAgreeWithout(string feature, int width) =>
        output.WriteLine(ModelRunner.Run(Math.Min(width, ModelRunner.Width), (feature, "0")));
}
