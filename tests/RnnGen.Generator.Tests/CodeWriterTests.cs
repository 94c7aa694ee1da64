extern alias generator;

using CodeWriter = generator::RnnGen.Generator.Emit.CodeWriter;
using Literal = generator::RnnGen.Generator.Emit.Literal;

namespace RnnGen.Generator.Tests;

public class CodeWriterTests
{
    [Fact]
    public void BlocksIndentWhatIsInThem()
    {
        var w = new CodeWriter();
        int count = 3;
        using (w.Block($"for (int i = 0; i < {count}; i++)"))
        {
            w.Line("a();\r\n\r\nif (x)\n    b();");
            w.Line();
            using (w.Block("{c}")) w.Line($"{'d'} = {0.5f} + {"text"};");
            w.Lines("/// ", "first\n\nthird");
        }
        Assert.Equal("""
            for (int i = 0; i < 3; i++)
            {
                a();

                if (x)
                    b();

                {c}
                {
                    d = 0.5f + text;
                }
                /// first
                ///
                /// third
            }

            """.Replace("\r", ""), w.ToString());
    }

    [Theory]
    [InlineData(0.1f, "0.100000001f")]
    [InlineData(-0f, "-0f")]
    [InlineData(float.MaxValue, "3.40282347E+38f")]
    [InlineData(float.Epsilon, "1.40129846E-45f")]
    [InlineData(float.NaN, "float.NaN")]
    [InlineData(float.PositiveInfinity, "float.PositiveInfinity")]
    [InlineData(float.NegativeInfinity, "float.NegativeInfinity")]
    public void FloatsAreLiterals(float value, string literal) => Assert.Equal(literal, Literal.Of(value));

    [Fact]
    public void StringsAreLiterals() => Assert.Equal("\"a\\\"\\\\\\u000a\\u00e9\"", Literal.Of("a\"\\\né"));
}
