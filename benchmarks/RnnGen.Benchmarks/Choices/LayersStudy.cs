extern alias generator;

using System.Globalization;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Peers;
using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;

namespace RnnGen.Benchmarks.Choices;

/// <summary>What stacked layers of small networks cost in a sequence, one after another and as the plan has them. <c>docs/performance.md</c> has its outcome.</summary>
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
        // Of each cell one to four layers; and all of them once more as they were without a wave.
        (Planned.ModelSpec, ChoiceForm)[] networks = [.. cells.SelectMany(cell => Enumerable.Range(1, Most).Select(layers => (Stack(cell.Layer, layers), ChoiceForm.Sequence)))];
        Func<int, IOwnModel> chosen = CandidateCompiler.Compile(networks, CostModel.Default, Steps);
        Func<int, IOwnModel> apart = CandidateCompiler.Compile(networks, CostModel.Default with { MostWavedWeights = 0 }, Steps);
        output.WriteLine($"Nanoseconds a step, {Steps} steps, as many inputs as units; in brackets times one layer.\n");
        var table = new MarkdownTable("", "one layer", "two, one after another", "as planned", "three", "as planned", "four", "as planned");
        for (int i = 0; i < cells.Length; i++)
        {
            float[] x = CellWeights.Fill(new float[Steps * cells[i].Layer.Hidden], new Random(2), 1);
            int first = i * Most;
            IOwnModel[] models = [chosen(first), .. Enumerable.Range(first + 1, Most - 1).SelectMany(k => new[] { apart(k), chosen(k) })];
            double[] times = Turns.Least([.. models.Select(model => (Action)(() => model.Repeat(RunForm.Sequence, x)))], Rounds, s_turn).Nanoseconds;
            table.Add([cells[i].Title, Number(times[0] / Steps), .. times.Skip(1).Select(time => string.Create(CultureInfo.InvariantCulture, $"{Number(time / Steps)} ({time / times[0]:F2} ×)"))]);
        }
        table.Write(output);
        return 0;
    }

    private static Planned.ModelSpec Stack(Planned.RecurrentSpec layer, int layers) => new(new Planned.InputSpec(layer.Hidden), layer with { Layers = layers });

    private static string Number(double nanoseconds) => nanoseconds.ToString(nanoseconds < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
