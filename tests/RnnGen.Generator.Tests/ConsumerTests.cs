using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RnnGen.Generator.Tests;

/// <summary>Generated code compiles, without a warning, in whatever project it lands.</summary>
public class ConsumerTests
{
    private const string Lstm = "[RnnModel, Input(3), Lstm(8), Dense(2)]";

    [Theory]
    [InlineData("[RnnModel, Input(3), Lstm(8, Layers = 2), Dense(2)]")]
    [InlineData("[RnnModel, OneHot(65), Lstm(20), Dense(65)]")]
    [InlineData("[RnnModel, OneHot(65), Embedding(10, 4), Gru(20, Reset = GruReset.BeforeProduct)]")]
    [InlineData("[RnnModel(Output = OutputMode.Mean), Embedding(10, 4, Name = \"a<b\"), Rnn(20, Activation = Activation.Elu, ActivationAlpha = 0.3f)]")]
    [InlineData("[RnnModel(Output = OutputMode.FinalState), Input(2), Gru(4), Rnn(3)]")]
    [InlineData("[RnnModel(Output = OutputMode.Max), OneHot(2), Embedding(3, 1), Gru(4)]")]
    [InlineData("[RnnModel(Output = OutputMode.LastStep), Input(1), Gru(4)]")]
    [InlineData("[RnnModel(InputSkip = true), Input(1), Lstm(4), Dense(1)]")]
    [InlineData("[RnnModel, Input(3), Dense(8, Activation = Activation.Relu), Dense(2, Activation = Activation.Softmax)]")]
    [InlineData("[RnnModel(InputSkip = true), Input(3), Dropout(0.1f), Lstm(4, Layers = 2, Skip = Skip.Highway, Dropout = 0.2f, RecurrentDropout = 0.3f), Dropout(0.4f), Dense(2)]")]
    [InlineData("[RnnModel(Output = OutputMode.Mean), OneHot(9), Dropout(0.1f), Gru(4, Layers = 2, Skip = Skip.Dense, RecurrentDropout = 0.3f, Direction = Direction.Bidirectional), Dropout(0.4f)]")]
    [InlineData("[RnnModel, Embedding(500, 4), Rnn(4, Layers = 2, Skip = Skip.Residual), Dense(500, Tied = true)]")]
    [InlineData("[RnnModel, Input(1), Lstm(4, Name = \"\"), Lstm(4, Name = \"a.\\\"b\\\\\")]")]
    [InlineData("[RnnModel, Input(1), Lstm(4, OutputActivation = Activation.ScaledTanh, OutputActivationBeta = -0.5f, Bias = false)]")]
    [InlineData("[RnnModelAttribute(), global::RnnGen.Input(size: (int)3L), LstmAttribute(1 << 3, Name = nameof(M))]")]
    public void EveryKindOfModelCompiles(string attributes) => Assert.Empty(Warnings($"{attributes} public sealed partial class M;"));

    [Theory]
    [InlineData("NAMESPACE", "namespace App.Deep; MODEL public partial class M;")]
    [InlineData("GLOBAL", "MODEL partial class M;")]
    [InlineData("NESTED", "namespace App; public partial class A { internal partial struct B { partial record C { partial record struct D { partial interface E { MODEL private partial class M; } } } } }")]
    [InlineData("PROTECTED", "public partial class A { MODEL protected internal sealed partial class M; }")]
    [InlineData("IN STATIC", "static partial class A { MODEL public partial class M; } readonly ref partial struct B { MODEL public partial class M; }")]
    [InlineData("KEYWORDS", "namespace @namespace.@class; partial struct @struct { MODEL partial class @event; } MODEL partial class @record;")]
    [InlineData("A KEYWORD, GLOBAL", "MODEL partial class @class;")]
    [InlineData("BY CASE", "namespace App { MODEL partial class Amp; MODEL partial class AMP; } namespace APP { MODEL partial class amp; }")]
    [InlineData("UNDERSCORES", "namespace A_B { MODEL partial class C; } namespace A { MODEL partial class B_C; } MODEL partial class A_B_C;")]
    [InlineData("LETTERS", "namespace Ä { MODEL partial class Ö; MODEL partial class Ü; MODEL partial class _; }")]
    [InlineData("TWO PARTS", "MODEL partial class M; partial class M : System.IDisposable { public void Dispose() { } private int _own; int Own => _own++; }")]
    [InlineData("CLASHING TYPES", """
        namespace App
        {
            struct State; class Tape; class Span<T>; class ReadOnlySpan<T>; class Vector512; class Unsafe; class MemoryMarshal; class Check; class Math;
            class ParameterBuffer; class ModelSpec; class IRnnModel<A, B>; class Obsolete; class InlineArray; class NotSupportedException; class Int32; class Object;
            MODEL partial class M;
        }
        """)]
    [InlineData("CLASHING NESTED TYPES", "partial class A { class System; class RnnGen; MODEL partial class M { class Span; class Unsafe; class Values; class Check; class global; } }")]
    [InlineData("CLASHING NAMESPACES", "namespace App.RnnGen.System { class Generated; MODEL partial class M; } namespace App.Deep { MODEL partial class System; class RnnGen; }")]
    [InlineData("NAMESPACE RnnGen", "namespace RnnGen.Something { MODEL partial class M; class System; } namespace RnnGen { MODEL partial class Amp; }")]
    [InlineData("LONG", "namespace N012345678901234567890123456789012345678901234567890123456789.N012345678901234567890123456789012345678901234567890123456789 { MODEL partial class M; MODEL partial class N; }")]
    public void ItCompilesWhereverTheClassStands(string _, string source) =>
        Assert.Empty(Warnings(source.Replace("MODEL", "[global::RnnGen.RnnModel, global::RnnGen.Input(3), global::RnnGen.Lstm(8), global::RnnGen.Dense(2)]")));

    [Theory]
    [InlineData("IDENTITY", "ENCODER DECODER [Seq2Seq(typeof(E), typeof(D))] public partial class P;")]
    [InlineData("DENSE", "ENCODER DECODER [Seq2Seq(typeof(E), typeof(D), Bridge = Bridge.Dense, BridgeActivation = Activation.Elu, BridgeActivationAlpha = 0.5f)] public partial class P;")]
    [InlineData("TWO PAIRS OF ONE MODEL", "ENCODER DECODER [Seq2Seq(typeof(E), typeof(D))] public partial class P; [Seq2Seq(typeof(E), typeof(D), Bridge = Bridge.Dense)] public partial class Q;")]
    [InlineData("BOTH WAYS", "ENCODER [RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D))] public partial class P; [Seq2Seq(typeof(D), typeof(E))] public partial class Q;")]
    [InlineData("NESTED", "namespace A { public partial class B { ENCODER private partial struct C { DECODER [Seq2Seq(typeof(E), typeof(D), Bridge = Bridge.Dense)] public partial class P { } } } }")]
    [InlineData("PRIVATE PARTS", "partial class A { ENCODER DECODER [Seq2Seq(typeof(E), typeof(D))] internal partial class P; }")]
    [InlineData("CLASHES", "namespace App { class Bridge; class Span<T>; struct State; class Tape; class EncoderDecoder; ENCODER DECODER "
        + "[global::RnnGen.Seq2Seq(typeof(E), typeof(D), Bridge = global::RnnGen.Bridge.Dense)] public partial class P { class RnnGen; class System; class Encode2; } "
        + "[global::RnnGen.RnnModel, global::RnnGen.Input(2), global::RnnGen.Gru(3)] public partial class P__Bridge; }")]
    [InlineData("BRIDGE IN A PAIR", "ENCODER DECODER [Seq2Seq(typeof(E), typeof(D), Bridge = global::RnnGen.Bridge.Dense)] public partial class P { [RnnModel, Input(2), Gru(3)] public partial class Bridge; }")]
    public void EveryKindOfPairCompiles(string _, string source) => Assert.Empty(Warnings(source
        .Replace("ENCODER", "[global::RnnGen.RnnModel, global::RnnGen.Input(5), global::RnnGen.Gru(4)] partial class E;")
        .Replace("DECODER", "[global::RnnGen.RnnModel, global::RnnGen.OneHot(6), global::RnnGen.Gru(4), global::RnnGen.Dense(6)] partial class D;")));

    public static TheoryData<NullableContextOptions, bool> Projects => new()
    {
        { NullableContextOptions.Disable, false }, { NullableContextOptions.Disable, true },
        { NullableContextOptions.Enable, false }, { NullableContextOptions.Enable, true },
    };

    [Theory, MemberData(nameof(Projects))]
    public void ItCompilesUnderAnyOptions(NullableContextOptions nullable, bool isChecked)
    {
        CSharpCompilationOptions options = Harness.Options.WithNullableContextOptions(nullable).WithOverflowChecks(isChecked)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error);
        Assert.Empty(Harness.Generate($"{Harness.Usings}/// <summary>A model.</summary>\n{Lstm} public partial class M;", options).Diagnostics());
    }

    [Theory]
    [InlineData("Mean")]
    [InlineData("Max")]
    [InlineData("FinalState")]
    public void AStepThatCannotBeIsTheCompilersError(string output)
    {
        Diagnostic error = Assert.Single(Warnings($$"""
            [RnnModel(Output = OutputMode.{{output}}), Input(1), Lstm(4)] partial class M
            {
                void Use(State state) => Step(default, ref state, default);
            }
            """));
        Assert.Equal("CS0619", error.Id);
        Assert.Contains($"(OutputMode.{output}), so a step has none. Call Forward", error.GetMessage());
    }

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void TheMachinesCultureDoesNotMatter(string culture)
    {
        const string source = "using RnnGen; [RnnModel, Input(1), Rnn(4, Activation = Activation.Affine, ActivationAlpha = -1.5f, ActivationBeta = -1e-20f, Name = \"Iı\")] partial class Iı;";
        CultureInfo before = CultureInfo.CurrentCulture;
        string invariant = Text(source);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(invariant, Text(source));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.Contains("-1.5f, -9.99999968E-21f", invariant);
    }

    [Fact]
    public void LinesEndAlikeAndBlankOnesAreEmpty()
    {
        string text = Text($"{Harness.Usings}namespace App {{ partial class Outer {{ {Lstm} partial class M; }} }}");
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain(" \n", text);
        Assert.EndsWith("}\n", text);
    }

    private static string Text(string source) => string.Concat(Harness.Generate(source).Result.GeneratedSources.Select(file => file.SourceText.ToString()));

    /// <summary>All that the compiler and the analyzer find, but for the documentation that the source leaves out.</summary>
    private static IEnumerable<Diagnostic> Warnings(string source) =>
        Harness.Generate(Harness.Usings + source).Diagnostics().Where(diagnostic => diagnostic.Id is not ("CS1591" or "CS8981" or "CS8019"));
}
