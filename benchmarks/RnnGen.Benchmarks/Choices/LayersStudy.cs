extern alias generator;

using System.Globalization;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Peers;
using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;

namespace RnnGen.Benchmarks.Choices;

/// <summary>What one layer, stacked layers and two directions of small networks cost in a sequence: as calls of single steps, and as the plan has them. <c>docs/performance.md</c> has its outcome.</summary>
internal static class LayersStudy
{
    private const int Steps = 64, Rounds = 10, Most = 4;

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(12);

    private static readonly int[] s_hidden = [8, 12, 16];

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output) => CompiledInFull.Run("layers", () => Measure(output));

    private static int Measure(TextWriter output)
    {
        MachineReport.Write(output);
        (string Title, Planned.RecurrentSpec Layer)[] cells =
        [
            .. s_hidden.Select(hidden => ($"LSTM {hidden}", (Planned.RecurrentSpec)new Planned.LstmSpec(hidden))),
            .. s_hidden.Select(hidden => ($"GRU {hidden}", (Planned.RecurrentSpec)new Planned.GruSpec(hidden))),
        ];
        // Of each cell one to four layers, and one in both directions; and all of them once more as calls of single steps.
        const int forms = Most + 1;
        (Planned.ModelSpec, ChoiceForm)[] networks = [.. cells.SelectMany(cell => Enumerable.Range(1, Most)
            .Select(layers => Stack(cell.Layer with { Layers = layers }))
            .Append(Stack(cell.Layer with { Direction = Planned.Direction.Bidirectional }))
            .Select(spec => (spec, ChoiceForm.Sequence)))];
        Func<int, IOwnModel> planned = CandidateCompiler.Compile(networks, CostModel.Default, Steps);
        Func<int, IOwnModel> called = CandidateCompiler.Compile(networks, CostModel.Default with { MostWavedWeights = 0 }, Steps);
        output.WriteLine($"Nanoseconds a step, {Steps} steps, as many inputs as units; in brackets times one layer in one direction as planned.\n");
        var layers = new MarkdownTable("", "one layer called", "as planned", "two called", "as planned", "three called", "as planned", "four called", "as planned", "both directions called", "as planned");
        for (int i = 0; i < cells.Length; i++)
        {
            float[] x = CellWeights.Fill(new float[Steps * cells[i].Layer.Hidden], new Random(2), 1);
            IOwnModel[] models = [.. Enumerable.Range(i * forms, forms).SelectMany(k => new[] { called(k), planned(k) })];
            double[] times = Turns.Least([.. models.Select(model => (Action)(() => model.Repeat(RunForm.Sequence, x)))], Rounds, s_turn).Nanoseconds;
            double one = times[1];
            layers.Add([cells[i].Title, .. times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{Number(time / Steps)} ({time / one:F2} ×)"))]);
        }
        layers.Write(output);
        return 0;
    }

    private static Planned.ModelSpec Stack(Planned.RecurrentSpec layer) => new(new Planned.InputSpec(layer.Hidden), layer);

    private static string Number(double nanoseconds) => nanoseconds.ToString(nanoseconds < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
