using System.Globalization;

namespace Nines.Benchmarks.Guard.Measuring;

/// <summary>Figures of a process in /proc at one moment.</summary>
/// <param name="Cpu">User and system time since the process started, in steps of 10 ms.</param>
/// <param name="Resident">Resident memory in bytes (VmRSS).</param>
/// <param name="PeakResident">The most that was ever resident, in bytes (VmHWM).</param>
/// <param name="Threads">Threads that exist.</param>
/// <param name="Switches">Times that the kernel took one of the threads that exist off a core or put it back, which other programs on the machine hardly change.</param>
internal sealed record ProcessFigures(TimeSpan Cpu, long Resident, long PeakResident, int Threads, long Switches)
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <exception cref="IOException">There is no such process (any more), or no /proc.</exception>
    public static ProcessFigures Read(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");

        // The name of the program stands in brackets and may hold blanks, so fields are counted from the last bracket: that is the third.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        Dictionary<string, long> status = Status($"/proc/{pid}/status");
        return new ProcessFigures(
            TimeSpan.FromSeconds(ticks / TicksPerSecond),
            status.GetValueOrDefault("VmRSS") * 1024,
            status.GetValueOrDefault("VmHWM") * 1024,
            (int)status.GetValueOrDefault("Threads"),
            Directory.GetDirectories($"/proc/{pid}/task").Sum(Switched));
    }

    private static long Switched(string task)
    {
        try
        {
            Dictionary<string, long> status = Status(task + "/status");
            return status.GetValueOrDefault("voluntary_ctxt_switches") + status.GetValueOrDefault("nonvoluntary_ctxt_switches");
        }
        catch (IOException)
        {
            // The thread ended in between.
            return 0;
        }
    }

    private static Dictionary<string, long> Status(string path)
    {
        Dictionary<string, long> status = [];
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split([':', '\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long value))
            {
                status[parts[0]] = value;
            }
        }

        return status;
    }
}
