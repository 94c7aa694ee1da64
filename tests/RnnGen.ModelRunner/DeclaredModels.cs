namespace RnnGen.Tests.Models;

/// <summary>All models of this project, with a comparison with the reference engine for each.</summary>
public static class DeclaredModels
{
    /// <summary>Name, the comparison for a seed, what is broken of the contracts of sequences and streams, and what of training's; null where <see cref="Trainer{TModel, TInput}"/> takes no such model.</summary>
    public static IReadOnlyList<(string Name, Func<int, VerificationReport> Verify, Func<string?> Broken, Func<string?>? Training)> All { get; } =
    [
        Entry<LstmAmp, float>(), Entry<CharModel, int>(), Entry<SmallStack, float>(), Entry<BareLstm, float>(),
        Entry<SmallGru, float>(), Entry<WideGru, float>(), Entry<GruBefore, int>(), Entry<WideGruBefore, int>(),
        Entry<Tagger, int>(), Entry<OneUnit, float>(), Entry<WideRnn, float>(), Entry<LastOfLstm, float>(),
        Entry<FinalOfGru, float>(), Entry<MeanOfRnn, int>(), Entry<MaxOfLstm, int>(), Entry<SkippingLstm, float>(), Entry<SkippingAmp, float>(),
        Entry<DenseFirst, float>(), Entry<OddActivations, float>(), Entry<DenseOnly, float>(),
        Entry<SquareSoftmax, float>(), Entry<SquareDense, float>(), Entry<SquareGru, float>(),
        Entry<LargeLstm, float>(), Entry<LargeGru, float>(), Entry<ProjectingStack, float>(), Entry<WideProjection, int>(),
        WholeEntry<BackwardLstm, float>(), WholeEntry<TwoWayStack, float>(), WholeEntry<SummedGru, int>(),
        WholeEntry<MeanGruThenForward, int>(), WholeEntry<ProductOfRnn, float>(), WholeEntry<FinalOfTwoWay, float>(),
        WholeEntry<FinalProduct, float>(), WholeEntry<FinalOfBackward, float>(), WholeEntry<LastOfTwoWay, float>(),
        WholeEntry<LastOfBackward, float>(), WholeEntry<MaxOfTwoWay, int>(), WholeEntry<MeanOfBackward, float>(),
        WholeEntry<TwoWayProjection, float>(), WholeEntry<ProductOfProjections, int>(),
        Entry<Peepholes, float>(), Entry<CoupledPeepholes, float>(), Entry<NoForget, int>(), WholeEntry<ClippedEverything, float>(),
        Entry<ClippedGru, float>(), Entry<ClippedNoForget, float>(), Entry<MinGruStack, float>(), WholeEntry<TwoWayMinGru, int>(), Entry<WideCoupled, float>(),
        Entry<NormalisedLstm, float>(), Entry<NormalisedGruAndRnn, int>(), Entry<NormalisedGruBefore, float>(), Entry<NormalisedDropped, int>(),
        WholeEntry<NormalisedEverything, int>(), WholeEntry<NormalisedTwoWayGru, float>(),
        Entry<ResidualStack, float>(), Entry<HighwayStack, int>(), Entry<DenseStack, int>(), WholeEntry<TwoWayResidual, float>(),
        WholeEntry<TwoWayDense, int>(), WholeEntry<BackwardHighway, float>(), Entry<FinalOfResidual, float>(),
        WholeEntry<FinalOfBackwardHighway, float>(), WholeEntry<FinalOfTwoWayDense, float>(), Entry<MaxOfHighway, float>(), Entry<LastOfStacks, float>(),
        Entry<DroppedLstm, int>(), Entry<RecurrentDropoutGru, float>(), WholeEntry<DroppedInput, float>(), Entry<DroppedTokens, int>(),
        WholeEntry<DroppedFinal, float>(), WholeEntry<DroppedMax, float>(),
        WaveEntry<WaveOfTwo, float>(), WaveEntry<WaveOfThree, float>(), WaveEntry<WaveOfFour, float>(), WaveEntry<WaveInGroups, float>(), WaveEntry<WaveOfKinds, int>(),
        WaveEntry<WaveOfLoops, float>(), WaveEntry<WaveOfSets, float>(), WaveEntry<WaveOfOne, int>(), WaveEntry<WaveWithSkip, float>(), WaveEntry<LargestWave, float>(), WaveEntry<WaveOfLongFunctions, float>(),
        WaveEntry<LastOfWave, float>(), WaveEntry<LastBehindWave, float>(),
        Entry<TiedScores, int>(), WholeEntry<TiedWide, int>(), Entry<TiedDense, int>(),
        Entry<WideBigram, int>(), Entry<DroppedBigram, int>(), WholeEntry<WideTwoWay, int>(), Entry<WideScores, int>(),
        Entry<HalfLstm, float>(), Entry<ByteLstm, float>(), Entry<HalfStack, float>(), Entry<ByteStack, float>(), Entry<ByteOneInput, float>(),
        Entry<HalfTokenGru, int>(), Entry<ByteTokenGru, int>(), Entry<HalfGruBefore, int>(), Entry<ByteGruBefore, int>(), Entry<ByteWideGru, float>(),
        Entry<HalfRnnAndMinGru, float>(), Entry<ByteRnnAndMinGru, float>(), WholeEntry<HalfTwoWay, float>(), WholeEntry<ByteTwoWay, float>(),
        Entry<HalfNormalised, float>(), Entry<ByteNormalised, float>(), Entry<ByteDenseStack, float>(), Entry<HalfTied, int>(), Entry<ByteTied, int>(),
        WholeEntry<ByteBackward, int>(),
        Entry<TinyWriter, int>(), Entry<Oscillator, float>(), Entry<Unfolder, float>(),
        Entry<FastAmp, float>(), Entry<FastGru, int>(), Entry<FastMixture, float>(), WholeEntry<FastNormalised, float>(),
        PairEntry<GruPair, int, int>(), PairEntry<BridgedPair, int, int>(), PairEntry<RealPair, float, float>(), PairEntry<RealToTokens, float, int>(),
        PairEntry<DroppedPair, int, int>(),
    ];

    private static (string, Func<int, VerificationReport>, Func<string?>, Func<string?>?) WaveEntry<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => (typeof(TModel).Name, RnnVerifier.VerifyStreaming<TModel, TInput>, () => WaveContract.Broken<TModel, TInput>() ?? StreamsContract.Broken<TModel, TInput>(), Training<TModel, TInput>());

    private static (string, Func<int, VerificationReport>, Func<string?>, Func<string?>?) Entry<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => (typeof(TModel).Name, RnnVerifier.VerifyStreaming<TModel, TInput>, () => StreamingContract.Broken<TModel, TInput>() ?? StreamsContract.Broken<TModel, TInput>(), Training<TModel, TInput>());

    private static (string, Func<int, VerificationReport>, Func<string?>, Func<string?>?) PairEntry<TModel, TSource, TTarget>()
        where TModel : class, ISeq2SeqModel<TModel, TSource, TTarget>
        where TSource : unmanaged
        where TTarget : unmanaged => (typeof(TModel).Name, RnnVerifier.VerifySeq2Seq<TModel, TSource, TTarget>, () => null, null);

    private static Func<string?>? Training<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => TModel.Spec.Storage == WeightStorage.Float32 ? TrainingContract.Broken<TModel, TInput> : null;

    private static (string, Func<int, VerificationReport>, Func<string?>, Func<string?>?) WholeEntry<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => (typeof(TModel).Name, RnnVerifier.Verify<TModel, TInput>, WholeContract.Broken<TModel, TInput>, Training<TModel, TInput>());
}
