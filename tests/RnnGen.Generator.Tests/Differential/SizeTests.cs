namespace RnnGen.Generator.Tests.Differential;

/// <summary>Each cell at sizes on both sides of every vector, block and tile boundary; 108 ends in a tile of unequal blocks.</summary>
public class SizeTests
{
    private static readonly int[] s_sizes =
        [1, 3, 4, 5, 8, 12, 15, 16, 17, 20, 24, 28, 31, 32, 33, 40, 48, 64, 65, 96, 97, 100, 128, 130, 108];

    [Fact]
    public void RnnAgreesAtEverySize() => Check(size => new RnnSpec(size));

    [Fact]
    public void LstmAgreesAtEverySize() => Check(size => new LstmSpec(size));

    [Fact]
    public void GruAgreesAtEverySize() => Check(size => new GruSpec(size));

    [Fact]
    public void GruWithResetBeforeTheProductAgreesAtEverySize() => Check(size => new GruSpec(size) { Reset = GruReset.BeforeProduct });

    /// <summary>And in tiles of which the last is smaller, with weights so few that small networks have as many.</summary>
    [Fact]
    public void MinGruAgreesAtEverySize() => Check(size => new MinGruSpec(size == 108 ? 200 : size));

    [Fact]
    public void NormalisedRnnAgreesAtEverySize() => Check(size => new RnnSpec(size) { LayerNorm = true });

    [Fact]
    public void NormalisedLstmAgreesAtEverySize() => Check(size => new LstmSpec(size) { LayerNorm = true });

    [Fact]
    public void NormalisedGruAgreesAtEverySize() => Check(size => new GruSpec(size) { LayerNorm = true });

    [Fact]
    public void NormalisedGruWithResetBeforeTheProductAgreesAtEverySize() =>
        Check(size => new GruSpec(size) { LayerNorm = true, Reset = GruReset.BeforeProduct });

    [Fact]
    public void DenseAgreesAtEverySize() => Check(size => new DenseSpec(size));

    [Fact]
    public void SoftmaxAgreesAtEverySize() => Check(size => new DenseSpec(size) { Activation = Activation.Softmax });

    private static void Check(Func<int, LayerSpec> layer) =>
        AgainstReference.Check([.. s_sizes.Select((size, index) => new ModelSpec(new InputSpec(1 + index % 3), layer(size)))]);
}
