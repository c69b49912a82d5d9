using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>What a node of a VM size can give to pods, derived from the size's name and what AKS reserves.</summary>
internal static partial class VmSize
{
    private const double GiB = 1024.0 * 1024 * 1024;

    [GeneratedRegex(@"^(?:Standard|Basic)_(?<family>[A-Z]+)(?<cores>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    /// <summary>Cores and bytes that pods can request on one node; null when neither the file nor the size's name tells.</summary>
    public static (double Cpu, double Memory)? Allocatable(NodePoolSpec pool)
    {
        if (pool is { Cpu: { } cpu, Memory: { } memory })
        {
            return (cpu, memory);
        }

        Match match = Pattern().Match(pool.Size);
        if (!match.Success || !int.TryParse(match.Groups["cores"].ValueSpan, CultureInfo.InvariantCulture, out int cores))
        {
            return null;
        }

        double gibibytes = cores * GibibytesPerCore(match.Groups["family"].Value[0]);
        return (pool.Cpu ?? cores - ReservedCores(cores), pool.Memory ?? (gibibytes - ReservedGibibytes(gibibytes)) * GiB);
    }

    private static double GibibytesPerCore(char family) => family switch
    {
        'F' => 2,
        'E' or 'M' or 'G' or 'L' => 8,
        _ => 4,
    };

    // AKS's kube-reserved CPU: 60, 100, 140, 180, 260, 420, 740 millicores for 1, 2, 4, 8, 16, 32, 64 cores.
    private static double ReservedCores(int cores) => cores switch
    {
        <= 1 => 0.06,
        <= 2 => 0.1,
        <= 4 => 0.14,
        <= 8 => 0.18,
        <= 16 => 0.26,
        <= 32 => 0.42,
        _ => 0.74,
    };

    // AKS's regressive memory reservation: 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % to 128 GiB, 2 %
    // beyond, and 100 MiB of eviction threshold.
    private static double ReservedGibibytes(double total)
    {
        (double UpTo, double Rate)[] bands = [(4, 0.25), (8, 0.20), (16, 0.10), (128, 0.06), (double.MaxValue, 0.02)];
        double reserved = 100.0 / 1024, from = 0;
        foreach ((double upTo, double rate) in bands)
        {
            reserved += Math.Max(0, Math.Min(total, upTo) - from) * rate;
            from = upTo;
        }

        return reserved;
    }
}
