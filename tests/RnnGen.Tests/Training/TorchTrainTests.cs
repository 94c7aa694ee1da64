using RnnGen.Tests.Formats;

namespace RnnGen.Tests.Training;

/// <summary>Training runs of PyTorch, repeated: loss and gradient norm of every step, and the weights at the end.</summary>
public class TorchTrainTests
{
    /// <summary>Each run, with the generated model that repeats it.</summary>
    private static readonly Dictionary<string, Action<string, int>> s_runs = new()
    {
        ["sgd_lstm_mse"] = Check<TorchLstm8, float>,
        ["sgdm_gru_mse"] = Check<TorchGru, float>,
        ["sgd_nesterov_wd_rnn_huber"] = Check<TorchRnn, float>,
        ["adam_rnn_ce_last"] = Check<TorchRnnLast, float>,
        ["adam_rnnrelu_mse"] = Check<TorchReluRnn, float>,
        ["adam_clip_lstm_mse"] = Check<TorchLstm16, float>,
        ["adam_tbptt_lstm_mse"] = Check<TorchLstm8, float>,
        ["adam_charlm_lstm"] = Check<TorchCharLstm, int>,
        ["adam_charlm_gru_tbptt"] = Check<TorchCharGru, int>,
        ["rmsprop_gru2_bce_last"] = Check<TorchGru2Last, float>,
        ["adamw_lstm_bi2_ce"] = Check<TorchLstmBothWays, float>,
    };

    public static IEnumerable<object[]> Runs => from run in s_runs.Keys from threads in new[] { 1, 2 } select new object[] { run, threads };

    [SharedTheory, MemberData(nameof(Runs))]
    public void GeneratedModelsTrainAsInTorch(string name, int threads) => s_runs[name](name, threads);

    [SharedFact]
    public void EveryRunIsRepeated() => Assert.Equal(
        Directory.EnumerateFiles(SharedData.PathOf("torch_train"), "*.json").Select(Path.GetFileNameWithoutExtension).Order(),
        s_runs.Keys.Order());

    // Written by hand, so that what trains a model is tested without what generates it.
    [SharedFact]
    public void NesterovWithWeightDecayAndHuber() => Check<HandModel<TorchTanh>, float>("sgd_nesterov_wd_rnn_huber", threads: 1);

    [SharedFact]
    public void AdamWithCrossEntropyOfTheLastStep() => Check<HandModel<TorchLast>, float>("adam_rnn_ce_last", threads: 1);

    [SharedFact]
    public void AdamWithMeanSquaredError() => Check<HandModel<TorchRelu>, float>("adam_rnnrelu_mse", threads: 1);

    /// <summary>Repeats a run with a model whose layers are called <c>emb</c>, <c>rnn</c> and <c>head</c>.</summary>
    internal static void Check<TModel, TInput>(string name, int threads)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var run = new TorchTrainCase(name);
        TModel model = TModel.New();
        ModelFile.Read(model.Parameters, run.InitialWeights);
        TrainerOptions options = run.OptionsWith(threads);
        using var trainer = new Trainer<TModel, TInput>(model, run.MakeOptimizer(), options);
        // Both are float: each may stray from double some times as far as PyTorch does, and a little for the rounding of the expectation.
        double lossBound = 1e-6 + 10 * run.FloatError.Loss, weightBound = 1e-6 + 10 * run.FloatError.Weights;
        for (int step = 0; step < run.Rounds * run.Pieces; step++)
        {
            int piece = step % run.Pieces;
            if (piece == 0) trainer.ResetState();
            TInput[] inputs = run.Inputs<TInput>(piece);
            double[] targets = run.Targets(piece);
            TrainingResult result = options.Loss == Loss.SoftmaxCrossEntropy
                ? trainer.Step(inputs, targets.Select(target => (int)target).ToArray())
                : trainer.Step(inputs, targets.Select(target => (float)target).ToArray());
            Assert.Equal(run.Losses[step], result.Loss, lossBound);
            if (run.GradientNorms is { } norms) Assert.Equal(norms[step], result.GradientNorm, 1e-5 * norms[step]);
        }
        ParameterBuffer expected = run.FinalWeights(TModel.Spec);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected.Span[i], model.Parameters.Span[i], weightBound);
    }

    private sealed class TorchTanh : IHandSpec
    {
        public static ModelSpec Spec { get; } = new(new InputSpec(3), new RnnSpec(8) { Name = "rnn" }, new DenseSpec(1) { Name = "head" });
    }

    private sealed class TorchRelu : IHandSpec
    {
        public static ModelSpec Spec { get; } =
            new(new InputSpec(3), new RnnSpec(8) { Name = "rnn", Activation = Activation.Relu }, new DenseSpec(1) { Name = "head" });
    }

    private sealed class TorchLast : IHandSpec
    {
        public static ModelSpec Spec { get; } =
            new(new InputSpec(3), new RnnSpec(8) { Name = "rnn" }, new DenseSpec(3) { Name = "head" }) { Output = OutputMode.LastStep };
    }
}
