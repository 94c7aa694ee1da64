using System.Runtime.CompilerServices;

namespace RnnGen.Tests.Simd;

/// <summary>The activation functions are written out for three widths; nothing but the width may differ.</summary>
public class WidthFilesTests
{
    [Theory]
    [InlineData("128")]
    [InlineData("256")]
    public void TheFilesDifferInTheWidthOnly(string width) => Assert.Equal(Read("512"), Read(width).Replace(width, "512"));

    private static string Read(string width, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "RnnGen", "Simd", $"VectorMath.{width}.cs"));
}
