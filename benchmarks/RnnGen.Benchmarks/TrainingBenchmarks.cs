using BenchmarkDotNet.Attributes;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Suites;

namespace RnnGen.Benchmarks;

/// <summary>The races of <see cref="TrainingSuite"/> under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private Action[] _contestants = [];

    /// <summary>The cell and its sizes.</summary>
    [ParamsSource(nameof(Shapes))]
    public CellShape Shape { get; set; } = CellShape.All[0];

    /// <summary>What to choose from.</summary>
    public static IEnumerable<CellShape> Shapes => CellShape.All;

    [GlobalSetup]
    public void Setup() => _contestants = [.. TrainingSuite.Of(Shape).Contestants.Select(contestant => contestant.Run)];

    [Benchmark(Baseline = true, OperationsPerInvoke = TrainingSuite.Steps)]
    public void PlainLoop() => _contestants[0]();

    [Benchmark(OperationsPerInvoke = TrainingSuite.Steps)]
    public void Generated() => _contestants[1]();

    [Benchmark(OperationsPerInvoke = TrainingSuite.Steps)]
    public void Reference() => _contestants[2]();
}
