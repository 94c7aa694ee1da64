using System.Globalization;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;
using RnnGen.Benchmarks.Peers;

namespace RnnGen.Benchmarks.Fast;

/// <summary>What <see cref="MathMode.Fast"/> gains, in single steps and in a sequence. <c>docs/accuracy.md</c> has its outcome.</summary>
internal static class FastStudy
{
    private const int Steps = 64, Rounds = 16;

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(12);

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        output.WriteLine($"A step through Step, and one of a sequence of {Steps} through Forward.\n");
        var table = new MarkdownTable("", "Step, ns", "fast", "cycles", "fast", "fast by default", "Forward, ns", "fast", "cycles", "fast", "fast by default");
        Add("LSTM 1 → 8", new OwnModel<Lstm1To8, Lstm1To8.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastLstm1To8, FastLstm1To8.State>(Steps, m => m.Forward, m => m.Step));
        Add("LSTM 1 → 16", new OwnModel<Lstm1To16, Lstm1To16.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastLstm1To16, FastLstm1To16.State>(Steps, m => m.Forward, m => m.Step));
        Add("LSTM 1 → 20", new OwnModel<Lstm1To20, Lstm1To20.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastLstm1To20, FastLstm1To20.State>(Steps, m => m.Forward, m => m.Step));
        Add("GRU 1 → 8", new OwnModel<Gru1To8, Gru1To8.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastGru1To8, FastGru1To8.State>(Steps, m => m.Forward, m => m.Step));
        Add("GRU 1 → 16", new OwnModel<Gru1To16, Gru1To16.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastGru1To16, FastGru1To16.State>(Steps, m => m.Forward, m => m.Step));
        Add("GRU 1 → 20", new OwnModel<Gru1To20, Gru1To20.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastGru1To20, FastGru1To20.State>(Steps, m => m.Forward, m => m.Step));
        Add("RNN 1 → 16", new OwnModel<Rnn1To16, Rnn1To16.State>(Steps, m => m.Forward, m => m.Step), new OwnModel<FastRnn1To16, FastRnn1To16.State>(Steps, m => m.Forward, m => m.Step));
        table.Write(output);
        return 0;

        void Add(string cell, IOwnModel exact, IOwnModel fast)
        {
            float[] x = CellWeights.Fill(new float[Steps], new Random(2), 1);
            Action[] runs = [.. from form in new[] { RunForm.Step, RunForm.Sequence } from model in new[] { exact, fast } select (Action)(() => model.Repeat(form, x))];
            WarmUp.Run(runs);
            (double[] times, double clock) = Turns.Least(runs, Rounds, s_turn);
            table.Add([cell, .. Columns(times[0], times[1], clock), .. Columns(times[2], times[3], clock)]);
        }
    }

    private static string[] Columns(double exact, double fast, double clock) =>
    [
        Number(exact / Steps, "F1"), Number(fast / Steps, "F1"), Number(exact / Steps * clock, "F0"), Number(fast / Steps * clock, "F0"), Number(fast / exact, "F2"),
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
