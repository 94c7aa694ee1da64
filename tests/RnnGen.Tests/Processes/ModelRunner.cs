using System.Diagnostics;
using System.Runtime.Intrinsics;
using RnnGen.Tests.Models;

namespace RnnGen.Tests.Processes;

/// <summary>Runs the declared models in a process of its own, under settings of the runtime.</summary>
internal static class ModelRunner
{
    /// <summary>The widest vectors of this process, in bits; 1 stands for scalar code.</summary>
    public static int Width =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 1;

    /// <summary>Runs all models, and demands that they agree with the reference engine at this width.</summary>
    /// <returns>What the process printed.</returns>
    public static string Run(int width, params (string Name, string Value)[] settings)
    {
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host, ["exec", typeof(DeclaredModels).Assembly.Location, $"{width}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
