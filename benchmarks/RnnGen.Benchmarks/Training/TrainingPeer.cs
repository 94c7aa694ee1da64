using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Peers;

namespace RnnGen.Benchmarks.Training;

/// <summary>A peer's training program: a process for each measurement, which prints milliseconds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">The program.</param>
/// <param name="Arguments">In front of seconds and size.</param>
internal sealed record TrainingPeer(string Name, string Command, params string[] Arguments)
{
    /// <summary>What it says of itself, and the least milliseconds of an iteration of <paramref name="size"/> within <paramref name="seconds"/>.</summary>
    /// <exception cref="PeerException">It fails.</exception>
    public (TrainingPeerHead Head, double Milliseconds) Measure(TrainedSize size, double seconds)
    {
        var start = new ProcessStartInfo(Command, [.. Arguments, seconds.ToString(CultureInfo.InvariantCulture), size.Word]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in PeerProgram.Environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0 || lines.Length < 2) throw new PeerException($"ended with {process.ExitCode}");
        return (TrainingPeerHead.Parse(lines[0]), double.Parse(lines[^1].Split(' ')[^1], CultureInfo.InvariantCulture));
    }
}
