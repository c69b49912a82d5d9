namespace Nines.Benchmarks.Guard.Measuring;

/// <summary>The machine of a run, for the line above its table.</summary>
internal static class Machine
{
    public static string Description =>
        $"{Environment.ProcessorCount} cores ({Processor()}); .NET {Environment.Version}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the end";

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
}
