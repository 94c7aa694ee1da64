using System.Diagnostics;

namespace RnnGen.Benchmarks.Choices;

/// <summary>Runs a command in a process in which every method is compiled in full at its first call.</summary>
internal static class CompiledInFull
{
    private const string Compilation = "DOTNET_TieredCompilation";

    /// <summary>Runs <paramref name="study"/> here, where this is such a process, else this program again with <paramref name="command"/>; returns the exit code.</summary>
    public static int Run(string command, Func<int> study)
    {
        if (Environment.GetEnvironmentVariable(Compilation) == "0") return study();
        string program = Environment.ProcessPath!;
        // Started as "dotnet RnnGen.Benchmarks.dll", the process is dotnet.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(CompiledInFull).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. library, command]);
        start.Environment[Compilation] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
