namespace RnnGen.Benchmarks.Machine;

/// <summary>Where a run took place, as far as Linux tells it.</summary>
internal static class Surroundings
{
    /// <summary>The processor's name, how many of it, and how busy they were in the last minute.</summary>
    public static string Describe()
    {
        string load = File.Exists("/proc/loadavg") ? $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the end" : "";
        return $"{Processor()}, {Environment.ProcessorCount} cores{load}";
    }

    private static string Processor()
    {
        const string path = "/proc/cpuinfo", unknown = "unknown processor";
        if (!File.Exists(path)) return unknown;
        string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':')[1].Trim() ?? unknown;
    }
}
