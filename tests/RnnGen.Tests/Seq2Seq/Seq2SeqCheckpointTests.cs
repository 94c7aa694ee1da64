using RnnGen.Tests.Models;

namespace RnnGen.Tests.Seq2Seq;

/// <summary>A pair's run that stops and goes on gives the same bits; dropout and scheduled sampling are in it.</summary>
public sealed class Seq2SeqCheckpointTests : IDisposable
{
    private const int Rows = 4, SourceSteps = 5, TargetSteps = 3;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AStoppedRunContinuesBitForBit(int threads)
    {
        for (int stop = 0; stop < 12; stop += 3)
        {
            using Run straight = new(threads: threads), before = new(threads: threads), after = new(threads: threads);
            straight.Go(0, 12);
            before.Go(0, stop);
            before.Trainer.Save(_path);
            after.Trainer.Load(_path);
            Assert.Equal(stop, after.Optimizer.StepCount);
            after.Go(stop, 12);
            Assert.Equal(straight.Parameters, after.Parameters);
            Assert.Equal(straight.Losses[stop..], after.Losses);
            Assert.Equal(straight.Stops[(stop / 2)..], after.Stops);
            Assert.Equal(straight.Optimizer.LearningRate, after.Optimizer.LearningRate);
            straight.Trainer.RestoreBest();
            after.Trainer.RestoreBest();
            Assert.Equal(straight.Parameters, after.Parameters);
        }
    }

    [Fact]
    public void AnotherRunsCheckpointIsRefusedAndChangesNothing()
    {
        using Run run = new(), other = new(seed: 2), lacking = new(), rms = new(optimizer: new RmsProp());
        lacking.Trainer.EarlyStopping = null;
        run.Go(0, 6);
        run.Trainer.Save(_path);
        Refused(other, "'rnngen.seed': expected 2, found 1");
        Refused(lacking, "'rnngen.early_stopping': expected none");
        Refused(rms, "expected RmsProp, found Adam");
        using var pair = new Seq2SeqTrainer<GruPair, int, int>(GruPair.Create(1), new Adam { Plateau = new() }, new() { Seed = 1 });
        Assert.Contains("'rnngen.declaration': expected ", Assert.Throws<ModelFormatException>(() => pair.Load(_path)).Message);

        void Refused(Run into, string message)
        {
            float[] parameters = into.Parameters;
            Assert.Contains(message, Assert.Throws<ModelFormatException>(() => into.Trainer.Load(_path)).Message);
            Assert.Equal(parameters, into.Parameters);
            Assert.Equal(0, into.Optimizer.StepCount);
        }
    }

    [Fact]
    public void MetricsCountWhatIsWithinTheLengths()
    {
        using var run = new Run();
        (int[] sources, int[] inputs, int[] classes) = Run.Batch(1);
        classes[0] = -1;
        int[] targetLengths = [3, 1, 2, 3];
        var metrics = new ClassificationMetrics(DroppedWriter.OutputSize);
        float loss = run.Trainer.Evaluate(sources, inputs, classes, metrics, targetLengths: targetLengths);
        Assert.Equal(loss, run.Trainer.Evaluate(sources, inputs, classes, targetLengths: targetLengths));
        var expected = new ClassificationMetrics(DroppedWriter.OutputSize);
        for (int row = 0; row < Rows; row++)
        {
            int first = row * TargetSteps, end = first + targetLengths[row];
            float[] outputs = new float[targetLengths[row] * DroppedWriter.OutputSize];
            run.Pair.Forward(sources.AsSpan(row * SourceSteps, SourceSteps), inputs.AsSpan(first, targetLengths[row]), outputs);
            expected.Add(outputs, classes.AsSpan()[first..end]);
        }
        Assert.Equal((8, expected.Correct), (metrics.Count, metrics.Correct));
        for (int i = 0; i < metrics.Classes * metrics.Classes; i++)
        {
            Assert.Equal(expected.Confusions(i / metrics.Classes, i % metrics.Classes), metrics.Confusions(i / metrics.Classes, i % metrics.Classes));
        }
        Assert.Contains("metrics: expected 8 classes, found 3", Assert.Throws<ArgumentException>(() => run.Trainer.Evaluate(sources, inputs, classes, new ClassificationMetrics(3))).Message);
    }

    [Fact]
    public void ADisposedTrainerIsOfNoUse()
    {
        var run = new Run();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Go(0, 1));
    }

    private sealed class Run : IDisposable
    {
        public Run(int seed = 1, int threads = 1, Optimizer? optimizer = null)
        {
            Optimizer = optimizer ?? new Adam();
            Optimizer.LearningRate = 0.01f;
            Optimizer.Plateau = new() { Patience = 0, Factor = 0.5f };
            Trainer = new(Pair, Optimizer, new() { BatchSize = Rows, SourceSteps = SourceSteps, TargetSteps = TargetSteps, TeacherForcing = 0.5f, Seed = seed, Threads = threads })
            {
                EarlyStopping = new() { Patience = 2 },
            };
        }

        public DroppedPair Pair { get; } = DroppedPair.Create(1);

        public Optimizer Optimizer { get; }

        public Seq2SeqTrainer<DroppedPair, int, int> Trainer { get; }

        public List<float> Losses { get; } = [];

        public List<bool> Stops { get; } = [];

        public float[] Parameters => Pair.Parameters.Span.ToArray();

        public void Go(int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                (int[] sources, int[] inputs, int[] classes) = Batch(step);
                float loss = Trainer.Step(sources, inputs, classes).Loss;
                Losses.Add(loss);
                // Reports that rise and fall.
                if (step % 2 == 1) Stops.Add(Trainer.Report(loss + step % 3));
            }
        }

        public static (int[] Sources, int[] Inputs, int[] Classes) Batch(int seed)
        {
            var random = new Random(seed);
            return (Draw(Rows * SourceSteps, 7), Draw(Rows * TargetSteps, 9), Draw(Rows * TargetSteps, 8));

            int[] Draw(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
        }

        public void Dispose() => Trainer.Dispose();
    }
}
