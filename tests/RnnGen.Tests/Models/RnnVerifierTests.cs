namespace RnnGen.Tests;

public class RnnVerifierTests
{
    private static readonly ModelSpec s_normalised = new(new InputSpec(7),
        new LstmSpec(9) { Layers = 3, Direction = Direction.Bidirectional, Merge = Merge.Product, Skip = Skip.Highway, LayerNorm = true }, new DenseSpec(4));

    private static readonly ModelSpec s_lstm = new(new InputSpec(3), new LstmSpec(5) { Layers = 2 }, new DenseSpec(2));

    [Fact]
    public void ARightModelPasses()
    {
        VerificationReport report = Verify<Right, float>();
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(
            ["outputs", "lstm.h_l0", "lstm.c_l0", "lstm.h_l1", "lstm.c_l1",
             "∂lstm.weight_ih_l0", "∂lstm.weight_hh_l0", "∂lstm.bias_l0", "∂lstm.weight_ih_l1", "∂lstm.weight_hh_l1", "∂lstm.bias_l1",
             "∂dense.weight", "∂dense.bias", "∂lstm.h_l0", "∂lstm.c_l0", "∂lstm.h_l1", "∂lstm.c_l1", "∂inputs", "padding of the gradients"],
            report.Entries.Select(entry => entry.Tensor));
        Assert.Same(report, report.ThrowIfFailed());
    }

    [Fact]
    public void TokensPooledAndBidirectionalModelsPass()
    {
        Verify<Tokens, int>().ThrowIfFailed();
        Verify<Pooled, float>().ThrowIfFailed();
        Verify<Bidirectional, float>().ThrowIfFailed();
        Verify<NoState, float>().ThrowIfFailed();
    }

    [Fact]
    public void ADroppedTermOfAGradientIsReported() => Fails<NoBiasGradient>("∂lstm.bias_l0");

    [Fact]
    public void AnOutputThatIsALittleOffIsReported() => Fails<OffByALittle>("outputs");

    [Fact]
    public void NotANumberIsReported() => Fails<NotANumber>("outputs");

    [Fact]
    public void ATapeThatChangesTheOutputsIsReported() => Fails<WrongWithTape>("outputs");

    [Fact]
    public void AStateThatIsNotCarriedIsReported() => Fails<StateLost>("lstm.h_l0", "lstm.c_l0", "outputs");

    [Fact]
    public void AStateGradientThatIsNotCarriedIsReported() => Fails<StateGradientLost>("∂lstm.h_l0", "∂lstm.weight_hh_l0");

    [Fact]
    public void GradientsThatOverwriteAreReported() => Fails<Overwrites>("∂dense.bias");

    [Fact]
    public void MissingInputGradientsAreReported() => Fails<NoInputGradients>("∂inputs");

    [Fact]
    public void DirtyPaddingIsReported() => Fails<DirtyPadding>("padding of the gradients");

    [Fact]
    public void AStepThatDiffersIsReported()
    {
        Assert.True(RnnVerifier.Verify<WrappedReference<WrongStep, float>, float>(1).Passed);
        Assert.False(RnnVerifier.VerifyStreaming<WrappedReference<WrongStep, float>, float>(1).Passed);
    }

    [Fact]
    public void AStreamThatDiffersIsReported()
    {
        Assert.Contains("stream 16 of 17", RnnVerifier.VerifyStreaming<WrappedReference<WrongStream, float>, float>(1).ToString());
        Assert.False(RnnVerifier.VerifyStreaming<WrappedReference<WrongStream, float>, float>(1).Passed);
        Assert.False(RnnVerifier.VerifyStreaming<WrappedReference<WrongStateOfStream, float>, float>(1).Passed);
    }

    [Fact]
    public void TheReportSaysWhatFailed()
    {
        string text = Assert.Throws<InvalidOperationException>(() => Verify<NoBiasGradient, float>().ThrowIfFailed()).Message;
        Assert.StartsWith("DIFFERS FROM THE REFERENCE ENGINE: [RnnModel] [Input(3)] [Lstm(5, Layers = 2)] [Dense(2)]\n", text);
        Assert.Matches(@"(?m)^! ∂lstm\.bias_l0 +error \d\.\dE[+-]\d\d  bound \d\.\dE-\d\d  \(\d+ steps( in pieces)?\)$", text);
        Assert.Matches(@"(?m)^  ∂lstm\.bias_l1 +error", text);
    }

    [Fact]
    public void DropoutIsComparedToo()
    {
        string text = Verify<Dropped, float>().ThrowIfFailed().ToString();
        Assert.StartsWith("Agrees with the reference engine, without and with dropout: [RnnModel] [Input(3)] [Rnn(4, RecurrentDropout = 0.5f)] [Dropout(0.3f)]\n", text);
    }

    [Fact]
    public void AModelThatForgetsTheSeedIsReported()
    {
        VerificationReport report = RnnVerifier.Verify<WrappedReference<SeedForgotten, float>, float>(1);
        VerificationEntry outputs = report.Entries.Single(entry => entry.Tensor == "outputs");
        Assert.False(outputs.IsWithinBound);
        Assert.EndsWith(" steps with dropout", outputs.Run);
    }

    [Fact]
    public void TheBoundsWidenWithTheRootOfTheTerms()
    {
        double[] expected = [0.5, -3];
        Assert.Equal(6e-6, new VerificationBounds(s_lstm).ForValues(expected), 1e-12);
        Assert.Equal(12e-6, new VerificationBounds(new ModelSpec(new InputSpec(127), new LstmSpec(128))).ForValues(expected), 1e-12);
        Assert.Equal(1e-4, new VerificationBounds(s_lstm).ForGradients(10, [-5]), 1e-12);
    }

    /// <summary>The product of two directions makes the gradients of the deeper layers' gates small: a ten-thousandth of the largest.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void ASmallGradientOfANormalisedStackIsReported(int seed)
    {
        RnnVerifier.Verify<WrappedReference<Normalised, float>, float>(seed).ThrowIfFailed();
        Fails<NoHighwayGradient>("∂lstm.highway_weight_l2", seed);
        Fails<HighwayGradientOff>("∂lstm.highway_bias_l2", seed);

        static void Fails<TDefinition>(string tensor, int seed) where TDefinition : IDefinition
        {
            VerificationReport report = RnnVerifier.Verify<WrappedReference<TDefinition, float>, float>(seed);
            Assert.Equal([tensor], report.Entries.Where(entry => !entry.IsWithinBound).Select(entry => entry.Tensor));
        }
    }

    [Fact]
    public void WhereLayersAreNormalisedASmallGradientHasABoundOfItsOwn()
    {
        var bounds = new VerificationBounds(new ModelSpec(new InputSpec(3), new LstmSpec(5) { LayerNorm = true }));
        double largest = 10, plain = 1e-4;
        // Of a large one, 16 times the usual bound; of a small one, its hundredth; of one within rounding errors, the usual bound.
        Assert.Equal(16 * plain, bounds.ForGradients(largest, [-largest]), 1e-12);
        Assert.Equal(5e-4, bounds.ForGradients(largest, [0.01, -0.05]), 1e-12);
        Assert.Equal(plain, bounds.ForGradients(largest, [0.001]), 1e-12);
    }

    private static VerificationReport Verify<TDefinition, TInput>() where TDefinition : IDefinition where TInput : unmanaged =>
        RnnVerifier.VerifyStreaming<WrappedReference<TDefinition, TInput>, TInput>(seed: 1);

    // The named tensors fail, and the fault is not blamed on everything.
    private static void Fails<TDefinition>(params string[] tensors) where TDefinition : IDefinition
    {
        VerificationReport report = Verify<TDefinition, float>();
        Assert.False(report.Passed);
        Assert.All(tensors, tensor => Assert.False(report.Entries.Single(entry => entry.Tensor == tensor).IsWithinBound, report.ToString()));
        Assert.Contains(report.Entries, entry => entry.IsWithinBound);
    }

    private sealed class Right : IDefinition
    {
        public static ModelSpec Spec => s_lstm;
    }

    private sealed class Tokens : IDefinition
    {
        public static ModelSpec Spec => new(new EmbeddingSpec(9, 3), new OneHotSpec(4), new GruSpec(5), new DenseSpec(4) { Activation = Activation.Softmax });
    }

    private sealed class Pooled : IDefinition
    {
        public static ModelSpec Spec => new(new InputSpec(3), new RnnSpec(4), new DenseSpec(2)) { Output = OutputMode.Max };
    }

    private sealed class Bidirectional : IDefinition
    {
        public static ModelSpec Spec => new(new InputSpec(3), new LstmSpec(4) { Direction = Direction.Bidirectional }) { Output = OutputMode.FinalState };
    }

    private sealed class NoState : IDefinition
    {
        public static ModelSpec Spec => new(new InputSpec(3), new DenseSpec(2));
    }

    private sealed class NoBiasGradient : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) =>
            gradients.Write("lstm.bias_l0", new float[20]);
    }

    private sealed class OffByALittle : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilForward(Span<float> outputs, Span<float> state, bool hasTape) => outputs[^1] += 1e-5f;
    }

    private sealed class Normalised : IDefinition
    {
        public static ModelSpec Spec => s_normalised;
    }

    private sealed class NoHighwayGradient : IDefinition
    {
        public static ModelSpec Spec => s_normalised;

        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) =>
            gradients.Write("lstm.highway_weight_l2", new float[9 * 9]);
    }

    private sealed class HighwayGradientOff : IDefinition
    {
        public static ModelSpec Spec => s_normalised;

        // A tenth too much, of what the calls before had added, too.
        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient)
        {
            var bias = new float[9];
            gradients.Read("lstm.highway_bias_l2", bias);
            for (int i = 0; i < bias.Length; i++) bias[i] *= 1.1f;
            gradients.Write("lstm.highway_bias_l2", bias);
        }
    }

    private sealed class NotANumber : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilForward(Span<float> outputs, Span<float> state, bool hasTape) => outputs[0] = float.NaN;
    }

    private sealed class WrongWithTape : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilForward(Span<float> outputs, Span<float> state, bool hasTape) => outputs[0] += hasTape ? 1e-4f : 0;
    }

    private sealed class StateLost : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilForward(Span<float> outputs, Span<float> state, bool hasTape) => state.Clear();
    }

    private sealed class StateGradientLost : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) => stateGradient.Clear();
    }

    private sealed class Overwrites : IDefinition
    {
        private static float s_before;

        public static ModelSpec Spec => s_lstm;

        // Takes off again what the calls before had added to one element.
        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient)
        {
            var bias = new float[2];
            gradients.Read("dense.bias", bias);
            bias[0] -= s_before;
            s_before = bias[0];
            gradients.Write("dense.bias", bias);
        }
    }

    private sealed class NoInputGradients : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) => inputGradients.Clear();
    }

    private sealed class DirtyPadding : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        // Unit 5 of 8 does not exist.
        public static void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) => gradients.Span[5] = 1;
    }

    private sealed class Dropped : IDefinition
    {
        public static ModelSpec Spec => new(new InputSpec(3), new RnnSpec(4) { RecurrentDropout = 0.5f }, new DropoutSpec(0.3f));
    }

    private sealed class SeedForgotten : IDefinition
    {
        public static ModelSpec Spec => Dropped.Spec;

        public static bool KnowsDropout => false;
    }

    private sealed class WrongStep : IDefinition
    {
        public static ModelSpec Spec => s_lstm with { Output = OutputMode.LastStep };

        public static void SpoilStep(Span<float> output) => output[0] += 1e-4f;
    }

    private sealed class WrongStream : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilStream(int stream, Span<float> state, Span<float> output)
        {
            if (stream == 16) output[0] += 1e-4f;
        }
    }

    private sealed class WrongStateOfStream : IDefinition
    {
        public static ModelSpec Spec => s_lstm;

        public static void SpoilStream(int stream, Span<float> state, Span<float> output)
        {
            if (stream == 4) state[0] += 1e-4f;
        }
    }
}
