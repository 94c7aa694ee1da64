using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>While a declaration is being typed, neither generator nor analyzer ever throws.</summary>
public class TypingTests
{
    private const string Sample = """
        using RnnGen;
        using L = RnnGen.LstmAttribute;
        namespace App { public partial class Outer {
        [RnnModel(Output = OutputMode.LastStep, InputSkip = false), Weights("amp" + ".safetensors")]
        [OneHot(vocabulary: 65), Embedding(1000, size: 8, Name = "word")]
        [L(Hidden * 2, Layers = 2, Activation = Activation.Elu, ActivationAlpha = 0.5f, Name = nameof(Outer))]
        [Gru(8, Reset = GruReset.BeforeProduct, Clip = 3f)] [Dropout(0.5f)] [Dense(65)]
        public sealed partial class Model { private const int Hidden = 64; }
        [RnnModel, OneHot(9), Gru(8), Dense(9)] partial class D;
        [Seq2Seq(typeof(Model), decoder: typeof(D), Bridge = Bridge.Dense, BridgeActivation = Activation.Elu)] partial class P; } }
        """;

    [Fact]
    public void NoPrefixThrows()
    {
        for (int length = Sample.IndexOf("[RnnModel"); length <= Sample.Length; length++) Try(Sample[..length]);
    }

    [Fact]
    public void NoSourceWithACharacterMissingThrows()
    {
        for (int gap = Sample.IndexOf("[RnnModel"); gap < Sample.Length; gap += 3) Try(Sample.Remove(gap, 1));
    }

    private static void Try(string source)
    {
        var compilation = Harness.Compile(source);
        GeneratorRunResult result = Harness.NewDriver().RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.True(result.Exception is null, $"{result.Exception} at the end of: {source}");
        // An analyzer's exception is reported as AD0001.
        Assert.DoesNotContain(new Generated(compilation, compilation, result).AnalyzerDiagnostics(), diagnostic => diagnostic.Id == "AD0001");
    }
}
