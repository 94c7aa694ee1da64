using BenchmarkDotNet.Attributes;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Suites;

namespace RnnGen.Benchmarks;

/// <summary>The races of <see cref="InferenceSuite"/> under BenchmarkDotNet, step by step.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Action[] _contestants = [];

    /// <summary>The cell and its sizes.</summary>
    [ParamsSource(nameof(Shapes))]
    public CellShape Shape { get; set; } = CellShape.All[0];

    /// <summary>What to choose from.</summary>
    public static IEnumerable<CellShape> Shapes => CellShape.All;

    [GlobalSetup]
    public void Setup() => _contestants = [.. InferenceSuite.StepsOf(Shape).Contestants.Select(contestant => contestant.Run)];

    [Benchmark(Baseline = true, OperationsPerInvoke = InferenceSuite.Steps)]
    public void PlainLoop() => _contestants[0]();

    [Benchmark(OperationsPerInvoke = InferenceSuite.Steps)]
    public void TensorPrimitives() => _contestants[1]();

    [Benchmark(OperationsPerInvoke = InferenceSuite.Steps)]
    public void Generated() => _contestants[2]();
}
