using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RnnGen.Benchmarks.Peers;

/// <summary>A peer at work in a process of its own; it waits for requests, so that it takes no time from the others.</summary>
/// <remarks>benchmarks/Peers/peer.hpp has the requests. Each is a line, and so is each answer: "ok …" or "error …".</remarks>
internal sealed class PeerProcess : IContestant
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rnngen-peer");
    private PeerCase? _case;

    /// <exception cref="PeerException">It does not start.</exception>
    public PeerProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        try
        {
            Version = Answer();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    /// <summary>As the peer says it.</summary>
    public string Version { get; }

    public bool Load(PeerCase cell)
    {
        _case = cell;
        cell.WriteTo(_folder.FullName);
        Ask($"load {_folder.FullName}");
        return true;
    }

    public float[] Run(RunForm form, int steps)
    {
        string file = Path.Combine(_folder.FullName, "out.bin");
        File.Delete(file);
        Ask($"run {Word(form)} {steps} {file}");
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();
        int expected = steps * _case!.Shape.Hidden;
        return values.Length == expected ? values : throw new PeerException($"gave {values.Length} values; {expected} were expected");
    }

    public double Time(RunForm form, int steps, TimeSpan budget) => double.Parse(
        Ask(string.Create(CultureInfo.InvariantCulture, $"time {Word(form)} {steps} {budget.TotalMilliseconds}")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read the last request.
        }
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2))) _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Word(RunForm form) => form == RunForm.Step ? "step" : "sequence";

    private string Ask(string request)
    {
        try
        {
            _process.StandardInput.WriteLine(request);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw new PeerException("ended by itself");
        }
        return Answer();
    }

    private string Answer()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience)) throw new PeerException($"gave no answer within {Patience.TotalSeconds} s");
        return line.Result switch
        {
            null => throw new PeerException("ended by itself"),
            string answer when answer.StartsWith("ok", StringComparison.Ordinal) => answer[2..].Trim(),
            string answer => throw new PeerException(answer),
        };
    }
}
