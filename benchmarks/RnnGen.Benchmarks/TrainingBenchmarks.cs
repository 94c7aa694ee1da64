using BenchmarkDotNet.Attributes;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Suites;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks;

/// <summary>The races of <see cref="TrainingSuite"/> under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private Race? _race;

    /// <summary>The cell and its sizes.</summary>
    [ParamsSource(nameof(Shapes))]
    public CellShape Shape { get; set; } = CellShape.All[0];

    /// <summary>What to choose from.</summary>
    public static IEnumerable<CellShape> Shapes => CellShape.All;

    [GlobalSetup]
    public void Setup() => _race = TrainingSuite.Of(Shape);

    [Benchmark(Baseline = true, OperationsPerInvoke = TrainingSuite.Steps)]
    public void PlainLoop() => _race!.Contestants[0].Run();
}
