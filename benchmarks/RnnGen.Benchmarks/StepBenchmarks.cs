using BenchmarkDotNet.Attributes;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Suites;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks;

/// <summary>The races of <see cref="StepSuite"/> under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Race? _race;

    /// <summary>The cell and its sizes.</summary>
    [ParamsSource(nameof(Shapes))]
    public CellShape Shape { get; set; } = CellShape.All[0];

    /// <summary>What to choose from.</summary>
    public static IEnumerable<CellShape> Shapes => CellShape.All;

    [GlobalSetup]
    public void Setup() => _race = StepSuite.Of(Shape);

    [Benchmark(Baseline = true, OperationsPerInvoke = StepSuite.Steps)]
    public void PlainLoop() => _race!.Contestants[0].Run();

    [Benchmark(OperationsPerInvoke = StepSuite.Steps)]
    public void TensorPrimitives() => _race!.Contestants[1].Run();
}
