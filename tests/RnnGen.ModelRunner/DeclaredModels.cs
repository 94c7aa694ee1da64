namespace RnnGen.Tests.Models;

/// <summary>All models of this project, with a comparison with the reference engine for each.</summary>
public static class DeclaredModels
{
    /// <summary>Name, and the comparison for a seed.</summary>
    public static IReadOnlyList<(string Name, Func<int, VerificationReport> Verify)> All { get; } =
    [
        Entry<LstmAmp, float>(), Entry<CharModel, int>(), Entry<SmallStack, float>(), Entry<BareLstm, float>(),
        Entry<SmallGru, float>(), Entry<WideGru, float>(), Entry<GruBefore, int>(), Entry<WideGruBefore, int>(),
        Entry<Tagger, int>(), Entry<OneUnit, float>(), Entry<WideRnn, float>(), Entry<LastOfLstm, float>(),
        Entry<FinalOfGru, float>(), Entry<MeanOfRnn, int>(), Entry<MaxOfLstm, int>(), Entry<SkippingLstm, float>(),
        Entry<DenseFirst, float>(), Entry<OddActivations, float>(), Entry<DenseOnly, float>(),
        Entry<LargeLstm, float>(), Entry<LargeGru, float>(),
        Whole<BackwardLstm, float>(), Whole<TwoWayStack, float>(), Whole<SummedGru, int>(), Whole<MeanGruThenForward, int>(),
        Whole<ProductOfRnn, float>(), Whole<FinalOfTwoWay, float>(), Whole<FinalProduct, float>(), Whole<FinalOfBackward, float>(),
        Whole<LastOfTwoWay, float>(), Whole<LastOfBackward, float>(), Whole<MaxOfTwoWay, int>(), Whole<MeanOfBackward, float>(),
        Entry<ProjectingStack, float>(), Entry<WideProjection, int>(), Whole<TwoWayProjection, float>(), Whole<ProductOfProjections, int>(),
        Entry<Peepholes, float>(), Entry<CoupledPeepholes, float>(), Entry<NoForget, int>(), Whole<ClippedEverything, float>(),
        Entry<ClippedGru, float>(), Entry<MinGruStack, float>(), Whole<TwoWayMinGru, int>(), Entry<WideCoupled, float>(),
    ];

    private static (string, Func<int, VerificationReport>) Entry<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => (typeof(TModel).Name, RnnVerifier.VerifyStreaming<TModel, TInput>);

    private static (string, Func<int, VerificationReport>) Whole<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => (typeof(TModel).Name, RnnVerifier.Verify<TModel, TInput>);
}
