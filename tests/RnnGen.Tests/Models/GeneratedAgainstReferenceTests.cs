using Xunit.Abstractions;

namespace RnnGen.Tests.Models;

public class GeneratedAgainstReferenceTests(ITestOutputHelper output)
{
    [Fact] public void LstmAmp() => Verify<LstmAmp, float>();
    [Fact] public void CharModel() => Verify<CharModel, int>();
    [Fact] public void SmallStack() => Verify<SmallStack, float>();
    [Fact] public void BareLstm() => Verify<BareLstm, float>();
    [Fact] public void SmallGru() => Verify<SmallGru, float>();
    [Fact] public void WideGru() => Verify<WideGru, float>();
    [Fact] public void GruBefore() => Verify<GruBefore, int>();
    [Fact] public void WideGruBefore() => Verify<WideGruBefore, int>();
    [Fact] public void Tagger() => Verify<Tagger, int>();
    [Fact] public void OneUnit() => Verify<OneUnit, float>();
    [Fact] public void WideRnn() => Verify<WideRnn, float>();
    [Fact] public void LastOfLstm() => Verify<LastOfLstm, float>();
    [Fact] public void FinalOfGru() => Verify<FinalOfGru, float>();
    [Fact] public void MeanOfRnn() => Verify<MeanOfRnn, int>();
    [Fact] public void MaxOfLstm() => Verify<MaxOfLstm, int>();
    [Fact] public void SkippingLstm() => Verify<SkippingLstm, float>();
    [Fact] public void DenseFirst() => Verify<DenseFirst, float>();
    [Fact] public void OddActivations() => Verify<OddActivations, float>();
    [Fact] public void DenseOnly() => Verify<DenseOnly, float>();
    [Fact] public void BackwardLstm() => VerifyWhole<BackwardLstm, float>();
    [Fact] public void TwoWayStack() => VerifyWhole<TwoWayStack, float>();
    [Fact] public void SummedGru() => VerifyWhole<SummedGru, int>();
    [Fact] public void MeanGruThenForward() => VerifyWhole<MeanGruThenForward, int>();
    [Fact] public void ProductOfRnn() => VerifyWhole<ProductOfRnn, float>();
    [Fact] public void FinalOfTwoWay() => VerifyWhole<FinalOfTwoWay, float>();
    [Fact] public void FinalProduct() => VerifyWhole<FinalProduct, float>();
    [Fact] public void FinalOfBackward() => VerifyWhole<FinalOfBackward, float>();
    [Fact] public void LastOfTwoWay() => VerifyWhole<LastOfTwoWay, float>();
    [Fact] public void LastOfBackward() => VerifyWhole<LastOfBackward, float>();
    [Fact] public void MaxOfTwoWay() => VerifyWhole<MaxOfTwoWay, int>();
    [Fact] public void MeanOfBackward() => VerifyWhole<MeanOfBackward, float>();

    [Fact] public void ProjectingStack() => Verify<ProjectingStack, float>();
    [Fact] public void WideProjection() => Verify<WideProjection, int>();
    [Fact] public void TwoWayProjection() => VerifyWhole<TwoWayProjection, float>();
    [Fact] public void ProductOfProjections() => VerifyWhole<ProductOfProjections, int>();

    [Fact] public void Peepholes() => Verify<Peepholes, float>();
    [Fact] public void CoupledPeepholes() => Verify<CoupledPeepholes, float>();
    [Fact] public void NoForget() => Verify<NoForget, int>();
    [Fact] public void ClippedEverything() => VerifyWhole<ClippedEverything, float>();
    [Fact] public void ClippedGru() => Verify<ClippedGru, float>();
    [Fact] public void MinGruStack() => Verify<MinGruStack, float>();
    [Fact] public void TwoWayMinGru() => VerifyWhole<TwoWayMinGru, int>();
    [Fact] public void WideCoupled() => Verify<WideCoupled, float>();

    private void VerifyWhole<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            VerificationReport report = RnnVerifier.Verify<TModel, TInput>(seed);
            output.WriteLine(report.ToString());
            report.ThrowIfFailed();
        }
    }

    private void Verify<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            VerificationReport report = TModel.Spec.Output is OutputMode.EveryStep or OutputMode.LastStep
                ? RnnVerifier.VerifyStreaming<TModel, TInput>(seed) : RnnVerifier.Verify<TModel, TInput>(seed);
            output.WriteLine(report.ToString());
            report.ThrowIfFailed();
        }
    }
}
