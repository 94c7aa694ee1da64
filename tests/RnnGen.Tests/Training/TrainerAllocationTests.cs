using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Tests that count what the whole process allocates: beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class AloneCollection
{
    public const string Name = "Alone";
}

/// <summary>A generated model's batches, which go through the kernels of many rows.</summary>
[Collection(AloneCollection.Name)]
public class TrainerAllocationTests
{
    /// <summary>Ragged and whole, with a wide head, in segments too.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void NothingIsAllocatedOnAnyThread(int every)
    {
        const int rows = 7, steps = 40;
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, rows * steps).Select(_ => random.Next(7))], classes = [.. Enumerable.Range(0, rows * steps).Select(_ => random.Next(-1, 1024))];
        int[] lengths = [.. Enumerable.Range(0, rows).Select(_ => random.Next(1, steps + 1))];
        using var trainer = new Trainer<WideScores, int>(WideScores.Create(1), new Adam(), new TrainerOptions
        {
            BatchSize = rows, Steps = steps, Loss = Loss.SoftmaxCrossEntropy, GradientClip = 0.5f, GradientClipValue = 0.1f, Threads = 2, CarryState = true, CheckpointEvery = every,
        });
        trainer.Step(tokens, classes, lengths);
        trainer.Evaluate(tokens, classes);
        // What the runtime does beside, such as compiling, may allocate now and then.
        Assert.Contains(0L, Enumerable.Range(0, 50).Select(_ =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            trainer.Step(tokens, classes, lengths);
            trainer.Step(tokens, classes);
            trainer.Evaluate(tokens, classes, lengths);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }));
    }
}
