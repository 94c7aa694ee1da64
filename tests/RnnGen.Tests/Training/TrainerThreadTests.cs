using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Several threads: the same numbers, every time; nothing allocated; faults reach the caller; threads end.</summary>
public class TrainerThreadTests
{
    private const int Rows = 7;
    private const int Steps = 5;
    private static readonly int[] Lengths = [5, 1, 3, 5, 2, 4, 5];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void TheSameNumberOfThreadsGivesTheSameBits(int threads)
    {
        (List<float> losses, float[] parameters) = Train<TwoWayStack, float>(threads, Loss.Huber);
        (List<float> again, float[] same) = Train<TwoWayStack, float>(threads, Loss.Huber);
        Assert.Equal(losses, again);
        Assert.Equal(parameters, same);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void OneThreadGivesTheSameButForRounding(int threads)
    {
        Same<TwoWayStack, float>(Loss.Huber, threads);
        Same<MaxOfTwoWay, int>(Loss.SoftmaxCrossEntropy, threads);
        Same<Tagger, int>(Loss.SoftmaxCrossEntropy, threads);
        Same<LastOfLstm, float>(Loss.SigmoidCrossEntropy, threads);
    }

    [Fact]
    public void ThreadsReallyShareTheRows()
    {
        var threads = new ConcurrentDictionary<float, Thread>();
        SpyModel model = Spy();
        model.Before = first => threads[first] = Thread.CurrentThread;
        using var trainer = new Trainer<SpyModel, float>(model, new Sgd(), Options(3, Loss.Huber));
        float[] inputs = new float[Rows * Steps * 3];
        for (int row = 0; row < Rows; row++) inputs[row * Steps * 3] = row;
        for (int run = 0; run < 3; run++)
        {
            trainer.Step(inputs, new float[Rows * Steps * 2]);
            trainer.Evaluate(inputs, new float[Rows * Steps * 2]);
            // Rows 0 1 | 2 3 | 4 5 6, the first on the caller's thread.
            Assert.Equal(Thread.CurrentThread, threads[0]);
            Assert.Equal(threads[0], threads[1]);
            Assert.Equal(threads[2], threads[3]);
            Assert.Equal(threads[4], threads[5]);
            Assert.Equal(threads[4], threads[6]);
            Assert.Equal(3, threads.Values.Distinct().Count());
            Assert.True(threads[4].IsBackground);
        }
    }

    [Fact]
    public void NothingIsAllocatedOnAnyThread()
    {
        // What each thread had allocated when it began a row; the differences hold a whole batch's work, waiting included.
        var bytes = new ConcurrentDictionary<int, long[]>();
        int step = 0;
        SpyModel model = Spy();
        model.Before = _ => bytes.GetOrAdd(Environment.CurrentManagedThreadId, _ => new long[12])[step] = GC.GetAllocatedBytesForCurrentThread();
        using var trainer = new Trainer<SpyModel, float>(model, new Adam(), Options(3, Loss.Huber));
        float[] inputs = TrainerTests.Values(Rows * Steps * 3, seed: 2), targets = TrainerTests.Values(Rows * Steps * 2, seed: 3);
        for (; step < 10; step++)
        {
            trainer.Step(inputs, targets, Lengths);
            trainer.Evaluate(inputs, targets);
        }
        Assert.Equal(3, bytes.Count);
        Assert.All(bytes.Values, thread => Assert.Equal(thread[3], thread[9]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void AFaultOfAnyThreadReachesTheCallerAndChangesNothing(int faulty)
    {
        SpyModel model = Spy();
        var optimizer = new Adam();
        using var trainer = new Trainer<SpyModel, float>(model, optimizer, Options(3, Loss.Huber));
        float[] inputs = new float[Rows * Steps * 3], targets = TrainerTests.Values(Rows * Steps * 2, seed: 3), before = model.Parameters.Span.ToArray();
        float expected = trainer.Evaluate(inputs, targets);
        inputs[faulty * Steps * 3] = 99;
        model.Before = first =>
        {
            if (first == 99) throw new InvalidTimeZoneException($"row {faulty}");
        };
        Assert.Equal($"row {faulty}", Assert.Throws<InvalidTimeZoneException>(() => trainer.Step(inputs, targets)).Message);
        Assert.Throws<InvalidTimeZoneException>(() => trainer.Evaluate(inputs, targets));
        Assert.Equal(before, model.Parameters.Span.ToArray());
        Assert.Equal(0, optimizer.StepCount);
        // And it goes on.
        inputs[faulty * Steps * 3] = 0;
        Assert.Equal(expected, trainer.Step(inputs, targets).Loss);
        Assert.NotEqual(before, model.Parameters.Span.ToArray());
    }

    [Fact]
    public void DisposingEndsTheThreads()
    {
        (Thread[] threads, Trainer<SpyModel, float> trainer) = StepOnce();
        trainer.Dispose();
        trainer.Dispose();
        Assert.All(threads, thread => Assert.True(thread.Join(10_000)));
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(new float[Rows * Steps * 3], new float[Rows * Steps * 2]));
    }

    [Fact]
    public void ThreadsEndWithATrainerThatNobodyHolds()
    {
        Thread[] threads = Forgotten();
        for (int i = 0; i < 100 && threads.Any(thread => thread.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }
        Assert.All(threads, thread => Assert.False(thread.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Thread[] Forgotten() => StepOnce().Threads;
    }

    [Fact]
    public void WhereAThreadDoesNotStartTheOthersEnd()
    {
        var threads = new List<Thread>();
        Fail();
        for (int i = 0; i < 100 && threads.Any(thread => thread.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }
        Assert.Equal(2, threads.Count);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));

        // The third of four finds no memory.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void Fail() => Assert.Throws<OutOfMemoryException>(() => new WorkerTeam(parts: 5, thread =>
        {
            if (threads.Count == 2) throw new OutOfMemoryException();
            thread.Start();
            threads.Add(thread);
        }));
    }

    private static (Thread[] Threads, Trainer<SpyModel, float> Trainer) StepOnce()
    {
        var threads = new ConcurrentDictionary<Thread, bool>();
        SpyModel model = Spy();
        model.Before = _ => threads[Thread.CurrentThread] = true;
        var trainer = new Trainer<SpyModel, float>(model, new Sgd(), Options(3, Loss.Huber));
        trainer.Step(new float[Rows * Steps * 3], new float[Rows * Steps * 2]);
        Thread[] others = [.. threads.Keys.Where(thread => thread != Thread.CurrentThread)];
        Assert.Equal(2, others.Length);
        return (others, trainer);
    }

    private static void Same<TModel, TInput>(Loss loss, int threads)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        (List<float> expected, float[] parameters) = Train<TModel, TInput>(1, loss);
        (List<float> found, float[] values) = Train<TModel, TInput>(threads, loss);
        // The first loss is of the same parameters, and the rows' losses are added in the same order.
        Assert.Equal(expected[0], found[0]);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected[i], found[i], 1e-5 * (1 + Math.Abs(expected[i])));
        for (int i = 0; i < values.Length; i++) Assert.Equal(parameters[i], values[i], 1e-5);
    }

    /// <summary>Six steps and an evaluation, with ragged rows, clipping and carried states.</summary>
    private static (List<float> Losses, float[] Parameters) Train<TModel, TInput>(int threads, Loss loss)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        using var trainer = new Trainer<TModel, TInput>(model, new Sgd { LearningRate = 0.1f, Momentum = 0.9f }, Options(threads, loss, carry: TModel.Spec.RunsForward));
        int outputs = Rows * (TModel.Spec.HasOutputPerStep ? Steps : 1);
        var losses = new List<float>();
        for (int step = 0; step < 6; step++)
        {
            var random = new Random(step);
            TInput[] inputs = [.. Enumerable.Range(0, Rows * Steps * TModel.InputsPerStep).Select(_ =>
                typeof(TInput) == typeof(int) ? (TInput)(object)random.Next(4) : (TInput)(object)(2 * random.NextSingle() - 1))];
            int[] classes = [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-1, TModel.OutputSize))];
            float[] targets = [.. Enumerable.Range(0, outputs * TModel.OutputSize).Select(_ => random.NextSingle())];
            classes[0] = 0;
            if (loss == Loss.SoftmaxCrossEntropy)
            {
                TrainingResult result = trainer.Step(inputs, classes, step % 2 == 0 ? Lengths : []);
                losses.AddRange([result.Loss, result.GradientNorm, trainer.Evaluate(inputs, classes)]);
            }
            else
            {
                TrainingResult result = trainer.Step(inputs, targets, step % 2 == 0 ? Lengths : []);
                losses.AddRange([result.Loss, result.GradientNorm, trainer.Evaluate(inputs, targets)]);
            }
        }
        return (losses, model.Parameters.Span.ToArray());
    }

    private static TrainerOptions Options(int threads, Loss loss, bool carry = true) =>
        new() { BatchSize = Rows, Steps = Steps, Loss = loss, GradientClip = 0.5f, Threads = threads, CarryState = carry };

    private static SpyModel Spy()
    {
        var model = new SpyModel();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        return model;
    }
}
