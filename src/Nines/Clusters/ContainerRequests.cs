namespace Nines.Clusters;

/// <summary>What one container asks for.</summary>
/// <param name="MilliCpu">Null when it does not say.</param>
/// <param name="Memory">Bytes; null when it does not say.</param>
/// <param name="EphemeralStorage">Bytes.</param>
/// <param name="Extended">Other resources by name; null for none.</param>
public sealed record ContainerRequests(
    long? MilliCpu = null, long? Memory = null, long EphemeralStorage = 0, IReadOnlyDictionary<string, long>? Extended = null);

/// <summary>Adds up containers as the scheduler does.</summary>
public static class ContainerRequestsSum
{
    /// <summary>
    /// The greater of what runs together at the end (containers and sidecars) and of each start-up step (an init container beside the
    /// sidecars before it), and the overhead of the runtime class on top.
    /// </summary>
    /// <param name="containers">The ordinary containers.</param>
    /// <param name="init">Init containers in their order; a sidecar is one that restarts always.</param>
    /// <param name="overhead">Of the runtime class; null for none.</param>
    public static PodRequests Sum(
        IEnumerable<ContainerRequests> containers,
        IEnumerable<(ContainerRequests Requests, bool IsSidecar)>? init = null,
        ContainerRequests? overhead = null)
    {
        ArgumentNullException.ThrowIfNull(containers);
        var running = new Dictionary<string, long>();
        foreach (ContainerRequests container in containers)
        {
            Add(running, Amounts(container));
        }

        var sidecars = new Dictionary<string, long>();
        var peak = new Dictionary<string, long>();
        foreach ((ContainerRequests requests, bool isSidecar) in init ?? [])
        {
            var step = new Dictionary<string, long>(sidecars);
            Add(step, Amounts(requests));
            foreach ((string name, long amount) in step)
            {
                peak[name] = Math.Max(peak.GetValueOrDefault(name), amount);
            }

            if (isSidecar)
            {
                sidecars = step;
                Add(running, Amounts(requests));
            }
        }

        foreach ((string name, long amount) in peak)
        {
            running[name] = Math.Max(running.GetValueOrDefault(name), amount);
        }

        if (overhead is not null)
        {
            Add(running, Amounts(overhead, defaults: false));
        }

        return ToRequests(running);
    }

    // Names that no resource has, so that all amounts go one way.
    private const string Cpu = "\0cpu";
    private const string Memory = "\0memory";
    private const string Disk = "\0disk";
    private const string ScoredCpu = "\0scored cpu";
    private const string ScoredMemory = "\0scored memory";

    private static IEnumerable<(string Name, long Amount)> Amounts(ContainerRequests container, bool defaults = true)
    {
        yield return (Cpu, container.MilliCpu ?? 0);
        yield return (Memory, container.Memory ?? 0);
        yield return (Disk, container.EphemeralStorage);
        yield return (ScoredCpu, container.MilliCpu ?? (defaults ? PodRequests.DefaultMilliCpu : 0));
        yield return (ScoredMemory, container.Memory ?? (defaults ? PodRequests.DefaultMemory : 0));
        foreach ((string name, long amount) in container.Extended ?? new Dictionary<string, long>())
        {
            yield return (name, amount);
        }
    }

    private static void Add(Dictionary<string, long> sum, IEnumerable<(string Name, long Amount)> amounts)
    {
        foreach ((string name, long amount) in amounts)
        {
            sum[name] = sum.GetValueOrDefault(name) + amount;
        }
    }

    private static PodRequests ToRequests(Dictionary<string, long> sum)
    {
        var actual = new Resources
        {
            MilliCpu = sum.GetValueOrDefault(Cpu),
            Memory = sum.GetValueOrDefault(Memory),
            EphemeralStorage = sum.GetValueOrDefault(Disk),
            Extended = sum.Where(pair => pair.Key[0] != '\0').ToDictionary(),
        };
        return new PodRequests(actual, sum.GetValueOrDefault(ScoredCpu), sum.GetValueOrDefault(ScoredMemory));
    }
}
