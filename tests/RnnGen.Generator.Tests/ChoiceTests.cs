extern alias generator;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using CostModel = generator::RnnGen.Generator.Planning.CostModel;
using Lanes = generator::RnnGen.Generator.Emit.Lanes;
using NetworkPlan = generator::RnnGen.Generator.Planning.NetworkPlan;
using Planned = generator::RnnGen;
using RecurrentPlan = generator::RnnGen.Generator.Planning.RecurrentPlan;
using RnnGenerator = generator::RnnGen.Generator.RnnGenerator;
using RowRun = generator::RnnGen.Generator.Planning.RowRun;
using StepCost = generator::RnnGen.Generator.Planning.StepCost;
using SumsChoice = generator::RnnGen.Generator.Planning.SumsChoice;
using SumsShape = generator::RnnGen.Generator.Planning.SumsShape;

namespace RnnGen.Generator.Tests;

/// <summary>The plan's choices: what the cost model says for known shapes, and that the text is what it says.</summary>
public class ChoiceTests
{
    // Vectors are gates × vectors of units; a run of rows is its rows and products a row. 0 rows a turn: straight code.
    [Theory]
    [InlineData("LSTM 1 → 16", 4, 16, false, 1, 16, 2, 0, 0)]
    [InlineData("LSTM 16 → 32", 8, 16, false, 16, 32, 1, 0, 1)]
    [InlineData("RNN 1 → 16", 1, 16, false, 1, 16, 4, 0, 0)]
    [InlineData("LSTM 1 → 40", 12, 16, false, 1, 40, 1, 0, 1)]
    [InlineData("LSTM 64 → 128, a tile of four", 8, 16, true, 64, 128, 1, 1, 1)]
    [InlineData("LSTM 1 → 96 in one tile, more than a method should have", 24, 16, false, 1, 96, 1, 0, 1)]
    [InlineData("LSTM 1 → 16, 256 bits", 8, 8, false, 1, 16, 1, 0, 1)]
    [InlineData("RNN 1 → 16, 128 bits", 4, 4, false, 1, 16, 2, 0, 2)]
    [InlineData("LSTM 1 → 16, scalar", 4, 1, true, 1, 16, 1, 0, 1)]
    [InlineData("two rows are too few for sets", 1, 16, false, 1, 1, 1, 0, 0)]
    public void SumsAreChosenByTheirShape(string name, int vectors, int lanes, bool isLooped, int inputs, int hidden, int sets, int inputRows, int hiddenRows)
    {
        SumsChoice choice = CostModel.Default.Choose(new SumsShape(vectors, lanes, isLooped, RowsPerWord: 1, [new RowRun(inputs, vectors), new RowRun(hidden, vectors)]));
        Assert.Equal((name, sets, inputRows, hiddenRows), (name, choice.Sets, choice.LoopRows[0], choice.LoopRows[1]));
    }

    [Fact]
    public void ALoopsTurnIsWholeWordsOfWeights()
    {
        SumsChoice choice = CostModel.Default.Choose(new SumsShape(24, 16, IsLooped: true, RowsPerWord: 4, [new RowRun(64, 24)]));
        Assert.Equal([4], choice.LoopRows);
    }

    [Theory]
    [InlineData(8, 16, false, 0)]      // 1 600 floats
    [InlineData(16, 32, true, 16)]     // 6 272
    [InlineData(64, 128, true, 16)]
    [InlineData(128, 256, true, 8)]    // 16 steps keep more than the stack should hold
    [InlineData(1, 64, false, 0)]      // W is one row
    public void SequencesAreChosenByTheirWeights(int inputs, int hidden, bool sumsAhead, int chunkSteps)
    {
        var plan = new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(inputs), new Planned.LstmSpec(hidden)));
        Assert.Equal((sumsAhead, chunkSteps), (Cell(plan).Cells[0].Kernel.SumsAhead, plan.ChunkSteps));
    }

    [Theory]
    [InlineData(176, false)]    // U has 123 904 floats
    [InlineData(184, true)]     // 135 424: more than half of the second cache
    public void StepsGoThroughALargeMatrixByTurns(int hidden, bool turns)
    {
        var kernel = Cell(new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(64), new Planned.LstmSpec(hidden)))).Cells[0].Kernel;
        Assert.Equal((turns, turns), (kernel.Turns, kernel.TurnsBackward));
    }

    [Theory]
    [InlineData(16, true)]      // 2 × 2 112 floats
    [InlineData(32, false)]     // 2 × 8 320
    public void DirectionsGoByTurnsWhereTheFirstCacheHoldsBoth(int size, bool byTurns)
    {
        var lstm = new Planned.LstmSpec(size) { Direction = Planned.Direction.Bidirectional };
        Assert.Equal(byTurns, Cell(new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(size), lstm))).Interleaves);
    }

    /// <summary>In one kernel for all steps where 32 registers, or 16, have all sums, two broadcast values and the states.</summary>
    [Theory]
    [InlineData("LSTM", 4, true, false)]     // 2 × 4 sums in two sets
    [InlineData("LSTM", 8, true, false)]     // the same
    [InlineData("LSTM", 16, true, false)]    // the same; 256 bits: two vectors of units
    [InlineData("LSTM", 20, false, false)]   // 3,360 floats a cell
    [InlineData("RNN", 8, true, true)]       // 2 sums in four sets
    public void BothDirectionsAreOneKernelWhereTheyFit(string cell, int size, bool of512, bool of256)
    {
        Planned.RecurrentSpec spec = cell == "RNN" ? new Planned.RnnSpec(size) : new Planned.LstmSpec(size);
        RecurrentPlan layer = Cell(new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(size), spec with { Direction = Planned.Direction.Bidirectional })));
        Assert.Equal((of512, of256), (layer.LoopsBothWaysWith(Lanes.Of512), layer.LoopsBothWaysWith(Lanes.Of256)));
    }

    [Theory]
    [InlineData("two layers of one vector of units", 8, 2, 2, 1)]
    [InlineData("32 accumulators are two groups", 8, 4, 4, 2)]
    [InlineData("the fifth layer and the sixth would be a fifth and a sixth vector", 8, 6, 4, 2)]
    [InlineData("a vector of 8 and one of 4: four of two layers", 12, 3, 2, 1)]
    [InlineData("2,112 floats", 16, 3, 3, 1)]
    [InlineData("3,280 floats", 20, 2, 0, 0)]
    [InlineData("one layer waits for none", 8, 1, 1, 1)]
    public void SmallStackedLayersGoAsAWave(string name, int size, int depth, int layers, int groups)
    {
        var plan = new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(size), new Planned.LstmSpec(size) { Layers = depth }));
        Assert.Equal((name, layers, groups), (name, plan.Wave?.Layers.Count ?? 0, plan.Wave?.Groups(Lanes.Of512)!.Count ?? 0));
    }

    /// <summary>One layer alone is a wave where nothing is behind it that could fill its waiting time.</summary>
    [Fact]
    public void OneLayerIsAWaveOfItsOwn()
    {
        Assert.NotNull(Wave(new Planned.LstmSpec(16)));
        Assert.NotNull(Wave(new Planned.GruSpec(16), new Planned.DropoutSpec(0.5f)));
        Assert.Null(Wave(new Planned.LstmSpec(16), new Planned.DenseSpec(1)));
        Assert.Null(Wave(new Planned.LstmSpec(24)));
        // An exponential and a logarithm: no registers are left for other cells.
        Assert.Null(Wave(new Planned.LstmSpec(16) { GateActivation = Planned.Activation.Softplus, Layers = 4 }));
        Assert.Null(Wave(new Planned.GruSpec(16) { Activation = Planned.Activation.Softplus, Layers = 4 }));
        Assert.NotNull(Wave(new Planned.LstmSpec(16) { Activation = Planned.Activation.Elu, Layers = 4 }));

        static object? Wave(params Planned.LayerSpec[] layers) => new NetworkPlan(new Planned.ModelSpec([new Planned.InputSpec(1), .. layers])).Wave;
    }

    /// <summary>32 registers, 16 below 512 bits: for the sums, two broadcast values and the state.</summary>
    [Theory]
    [InlineData(16, 1, true, false)]    // 8 sums; 256 bits: two vectors, no wave
    [InlineData(8, 1, true, true)]      // 8 and 8 sums
    [InlineData(8, 2, true, false)]     // 16 and 16
    [InlineData(16, 3, true, false)]    // 24
    public void TheStateIsInRegistersWhereThereAreEnough(int size, int layers, bool of512, bool of256)
    {
        var wave = new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(size), new Planned.LstmSpec(size) { Layers = layers })).Wave!;
        Assert.Equal((of512, of256), (wave.HoldsState(Lanes.Of512), wave.HoldsState(Lanes.Of256)));
    }

    /// <summary>Layers of many units have few weights where they have no U: whatever the tiles are, there is a plan.</summary>
    [Fact]
    public void EverySizeHasAPlan()
    {
        for (int size = 1; size <= 600; size++)
        {
            foreach (Planned.LayerSpec layer in (Planned.LayerSpec[])[new Planned.RnnSpec(size), new Planned.GruSpec(size), new Planned.LstmSpec(size), new Planned.MinGruSpec(size)])
            {
                Assert.Equal(size, new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(1), layer)).Topology.OutputSize);
            }
        }
    }

    [Fact]
    public void WhatReadsThePastOfAWaveIsNotBehindOne()
    {
        Assert.NotNull(Wave(new Planned.GruSpec(8) { Layers = 2 }, new Planned.DenseSpec(2)));
        Assert.Null(Wave(new Planned.GruSpec(8) { Layers = 3, Skip = Planned.Skip.Dense }));
        Assert.Null(Wave(new Planned.GruSpec(8) { Layers = 2, Reset = Planned.GruReset.BeforeProduct }));
        Assert.Null(Wave(new Planned.GruSpec(8) { Layers = 2, Direction = Planned.Direction.Backward }));

        static object? Wave(params Planned.LayerSpec[] layers) => new NetworkPlan(new Planned.ModelSpec([new Planned.InputSpec(3), .. layers])).Wave;
    }

    [Fact]
    public void TheTextFollowsTheModel()
    {
        const string declaration = "Input(1), Lstm(16)", step = "Lstm1To16_512";
        CostModel plan = CostModel.Default;
        Assert.Equal((2, false), Read(plan));
        Assert.Equal((1, false), Read(plan with { Chains = 1 }));
        Assert.Equal((4, false), Read(plan with { Chains = 16 }));
        Assert.Equal((2, true), Read(plan with { StraightProducts = 63 }));
        Assert.Equal((2, false), Read(plan with { StraightProducts = 64 }));

        (int Sets, bool IsLoop) Read(CostModel costs)
        {
            string text = Forward(declaration, costs);
            int begin = text.IndexOf($"private static void {step}", StringComparison.Ordinal);
            string method = text[begin..text.IndexOf("private static void", begin + 1, StringComparison.Ordinal)];
            return (Enumerable.Range(1, 4).TakeWhile(set => set == 1 || method.Contains($"zi_{set - 1} =")).Count(), method.Contains("for (int j"));
        }
    }

    [Fact]
    public void TheTextFollowsTheModelInSequences()
    {
        CostModel plan = CostModel.Default, stepwise = plan with { LeastChunkedWeights = int.MaxValue };
        Assert.NotEqual(Forward("Input(16), Lstm(32)", plan), Forward("Input(16), Lstm(32)", stepwise));
        Assert.NotEqual(Forward("Input(8), Lstm(8, Layers = 2)", plan), Forward("Input(8), Lstm(8, Layers = 2)", plan with { MostWavedWeights = 0 }));
        CostModel after = plan with { MostInterleavedWeights = 0 };
        Assert.NotEqual(Forward("Input(8), Lstm(8, Direction = Direction.Bidirectional)", plan), Forward("Input(8), Lstm(8, Direction = Direction.Bidirectional)", after));
    }

    /// <summary>Counted by hand, see docs/performance.md.</summary>
    [Theory]
    [InlineData(1, 16, 185.5)]          // 17 rows: 68 loads, 8.5 of broadcasts; 3 to add the sets; functions 86; call 20
    [InlineData(64, 128, 12_957.6)]     // 395,264 bytes at 32 a cycle; functions 8 × 73.2; 20
    public void CyclesAreThoseOfTheEquation(int inputs, int hidden, double cycles)
    {
        var plan = new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(inputs), new Planned.LstmSpec(hidden)));
        Assert.Equal(cycles, StepCost.Of(Cell(plan).Cells[0].Kernel), 3);
    }

    private static RecurrentPlan Cell(NetworkPlan plan) => (RecurrentPlan)plan.Layers[0];

    private static string Forward(string layers, CostModel costs) => CSharpGeneratorDriver.Create(new RnnGenerator(costs).AsSourceGenerator())
        .RunGenerators(Harness.Compile($"{Harness.Usings}[RnnModel, {layers}] public sealed partial class M;")).GetRunResult().Results.Single()
        .GeneratedSources.Single(file => file.HintName.EndsWith("Forward.g.cs", StringComparison.Ordinal)).SourceText.ToString();
}
