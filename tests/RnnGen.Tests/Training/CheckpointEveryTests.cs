using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>States kept every some steps instead of a whole tape: the same bits, in the memory of one segment.</summary>
public class CheckpointEveryTests
{
    private const int Steps = 290, Every = 20;

    [Theory, InlineData(1), InlineData(5), InlineData(16), InlineData(33)]
    public void Lstm(int rows) => Same<SmallStack, float>(rows, Loss.MeanSquaredError);

    [Theory, InlineData(1), InlineData(5), InlineData(16), InlineData(33)]
    public void Gru(int rows) => Same<SmallGru, float>(rows, Loss.SoftmaxCrossEntropy);

    [Theory, InlineData(1), InlineData(5), InlineData(16), InlineData(33)]
    public void RnnOfEmbeddings(int rows) => Same<Tagger, int>(rows, Loss.SoftmaxCrossEntropy);

    [Theory, InlineData(1), InlineData(5), InlineData(16), InlineData(33)]
    public void LastStep(int rows) => Same<LastOfLstm, float>(rows, Loss.Huber);

    // A segment that drew the masks of other steps would differ.
    [Theory, InlineData(1), InlineData(16)]
    public void Dropout(int rows)
    {
        Same<DroppedLstm, int>(rows, Loss.SoftmaxCrossEntropy);
        Same<RecurrentDropoutGru, float>(rows, Loss.MeanSquaredError);
    }

    [Fact]
    public void SeveralThreads() => Same<SmallStack, float>(16, Loss.MeanSquaredError, threads: 3);

    [Fact]
    public void AHundredThousandStepsInTheMemoryOfASegment()
    {
        const int steps = 100_000;
        long small = BytesOf(steps, 256), large = BytesOf(steps, 1024), shorter = BytesOf(1024, 1024);
        Assert.InRange((double)large / small, 2, 4);
        // Of the length depends a state for each segment: two layers' h and c, 16 floats at most each, in an array.
        Assert.InRange(large - shorter, 1, steps / 1024 * (4 * 16 * sizeof(float) + 40));
        Assert.True(BytesOf(10_000, 0) > 5 * large);

        float[] inputs = TrainerTests.Values(steps * 3, seed: 1), targets = TrainerTests.Values(steps * 2, seed: 2);
        using var trainer = new Trainer<SmallStack, float>(SmallStack.Create(1), new Sgd { LearningRate = 0.01f },
            new TrainerOptions { BatchSize = 1, Steps = steps, Loss = Loss.MeanSquaredError, CheckpointEvery = 256 });
        TrainingResult first = trainer.Step(inputs, targets);
        Assert.InRange(first.Loss, 0.1f, 1f);
        Assert.True(trainer.Step(inputs, targets).Loss < first.Loss);

        static long BytesOf(int steps, int every)
        {
            SmallStack model = SmallStack.Create(1);
            var options = new TrainerOptions { BatchSize = 1, Steps = steps, Loss = Loss.MeanSquaredError, CheckpointEvery = every };
            var optimizer = new Sgd();
            optimizer.Bind(model.Parameters);
            long before = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(new Trainer<SmallStack, float>(model, optimizer, options));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void NothingIsAllocated()
    {
        using var trainer = new Trainer<SmallStack, float>(SmallStack.Create(1), new Sgd(),
            new TrainerOptions { BatchSize = 5, Steps = Steps, Loss = Loss.MeanSquaredError, CheckpointEvery = Every });
        float[] inputs = TrainerTests.Values(5 * Steps * 3, seed: 1), targets = TrainerTests.Values(5 * Steps * 2, seed: 2);
        trainer.Step(inputs, targets);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Step(inputs, targets);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void OtherModelsAreRefused()
    {
        var options = new TrainerOptions { CheckpointEvery = 8 };
        Assert.Contains("CheckpointEvery: expected layers that run forward, found Direction.Bidirectional of 'lstm'",
            Assert.Throws<ArgumentException>("options", () => new Trainer<PartOfSpeech, int>(PartOfSpeech.Create(1), new Adam(), options)).Message);
        Assert.Contains("CheckpointEvery: expected OutputMode.EveryStep or OutputMode.LastStep, found OutputMode.Mean",
            Assert.Throws<ArgumentException>("options", () => new Trainer<MeanOfRnn, int>(MeanOfRnn.Create(1), new Adam(), options)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { CheckpointEvery = -1 });
    }

    private static void Same<TModel, TInput>(int rows, Loss loss, int threads = 1)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var random = new Random(rows);
        int outputs = rows * (TModel.Spec.HasOutputPerStep ? Steps : 1);
        int[] vocabularies = [.. TModel.Spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];
        var inputs = new TInput[rows * Steps * TModel.InputsPerStep];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = vocabularies.Length > 0 ? (TInput)(object)random.Next(vocabularies[i % vocabularies.Length]) : (TInput)(object)(random.NextSingle() * 2 - 1);
        }
        float[] targets = TrainerTests.Values(outputs * TModel.OutputSize, seed: 2);
        int[] classes = [.. Enumerable.Range(0, outputs).Select(i => i % 7 == 3 && outputs > rows ? -1 : random.Next(TModel.OutputSize))];
        // Some end within the first segment, at the end of one and at a begin; one is whole.
        int[] lengths = [.. Enumerable.Range(0, rows).Select(row => row switch { 0 => Steps, 1 => 3, 2 => 50, 3 => 51, 4 => Steps, _ => random.Next(1, Steps + 1) })];

        List<float> whole = Run(0), segments = Run(Every);
        Assert.Equal(whole, segments);
        Assert.True(whole[1] > 1e-3, "There is no gradient.");

        List<float> Run(int every)
        {
            TModel model = TModel.New();
            ParameterInitializer.Fill(model.Parameters, seed: 1);
            using var trainer = new Trainer<TModel, TInput>(model, new Sgd { LearningRate = 0.5f }, new TrainerOptions
            {
                BatchSize = rows, Steps = Steps, Loss = loss, Threads = threads, CarryState = true, CheckpointEvery = every, Seed = 3,
            });
            List<float> found = [];
            // The second step begins with the states and the parameters that the first left.
            for (int step = 0; step < 2; step++)
            {
                TrainingResult result = loss == Loss.SoftmaxCrossEntropy ? trainer.Step(inputs, classes, lengths) : trainer.Step(inputs, targets, lengths);
                found.AddRange([result.Loss, result.GradientNorm, .. model.Parameters.Span]);
            }
            found.Add(loss == Loss.SoftmaxCrossEntropy ? Evaluate(trainer, found) : trainer.Evaluate(inputs, targets, lengths));
            return found;
        }

        float Evaluate(Trainer<TModel, TInput> trainer, List<float> found)
        {
            var metrics = new ClassificationMetrics(TModel.OutputSize);
            float result = trainer.Evaluate(inputs, classes, metrics, lengths);
            found.AddRange([(float)metrics.Accuracy, metrics.Count]);
            return result;
        }
    }
}
