using System.Collections.Frozen;

namespace Nines.Clusters;

/// <summary>Amounts of resources that a node has or a pod requests, as integers of 0 or more.</summary>
public sealed record Resources
{
    public static Resources None { get; } = new();

    /// <summary>Thousandths of a core.</summary>
    public long MilliCpu { get; init; }

    /// <summary>Bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes of local disk.</summary>
    public long EphemeralStorage { get; init; }

    /// <summary>Other counted resources by name: <c>nvidia.com/gpu</c>, <c>hugepages-2Mi</c>.</summary>
    public IReadOnlyDictionary<string, long> Extended { get; init; } = FrozenDictionary<string, long>.Empty;
}

/// <summary>What a node lacks for a pod.</summary>
[Flags]
internal enum Shortage
{
    None = 0,
    Pods = 1,
    Cpu = 2,
    Memory = 4,
    Disk = 8,
}

/// <summary>Amounts of a node that are left for pods; negative where more is requested than there is.</summary>
/// <param name="Pods">Number of further pods.</param>
/// <param name="MilliCpu">Thousandths of a core.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Disk">Bytes of local disk.</param>
internal readonly record struct FreeResources(int Pods, long MilliCpu, long Memory, long Disk)
{
    /// <summary>Finds what is missing for one more pod: the one rule by which a pod fits on a node or does not.</summary>
    /// <param name="requests">Requests of the pod.</param>
    /// <param name="requestsOthers">True if the pod requests extended resources, which are checked elsewhere.</param>
    /// <param name="ignoresResourcesNotAskedFor">True if a resource that is overcommitted does not refuse pods that request none of it.</param>
    public Shortage FindShortage(Resources requests, bool requestsOthers = false, bool ignoresResourcesNotAskedFor = false)
    {
        Shortage shortage = Pods <= 0 ? Shortage.Pods : Shortage.None;
        if (requests.MilliCpu == 0 && requests.Memory == 0 && requests.EphemeralStorage == 0 && !requestsOthers)
        {
            return shortage;
        }

        bool looksAtAll = !ignoresResourcesNotAskedFor;
        return shortage
            | ((looksAtAll || requests.MilliCpu > 0) && requests.MilliCpu > MilliCpu ? Shortage.Cpu : Shortage.None)
            | ((looksAtAll || requests.Memory > 0) && requests.Memory > Memory ? Shortage.Memory : Shortage.None)
            | ((looksAtAll || requests.EphemeralStorage > 0) && requests.EphemeralStorage > Disk ? Shortage.Disk : Shortage.None);
    }

    /// <summary>The amounts that are left after a pod has been placed.</summary>
    public FreeResources Without(Resources requests) =>
        new(Pods - 1, MilliCpu - requests.MilliCpu, Memory - requests.Memory, Disk - requests.EphemeralStorage);
}

/// <summary>Requests of a pod, and the amounts that the scheduler's scores assume for it.</summary>
/// <param name="Actual">Amounts that must fit on the node.</param>
/// <param name="ScoredMilliCpu">Like <see cref="Resources.MilliCpu"/>, with 100 for each container without a request.</param>
/// <param name="ScoredMemory">Like <see cref="Resources.Memory"/>, with 200 MiB for each container without a request.</param>
public sealed record PodRequests(Resources Actual, long ScoredMilliCpu, long ScoredMemory)
{
    /// <summary>Thousandths of a core that the scores assume for a container without a CPU request.</summary>
    public const long DefaultMilliCpu = 100;

    /// <summary>Bytes that the scores assume for a container without a memory request.</summary>
    public const long DefaultMemory = 200L * 1024 * 1024;

    /// <summary>One container without requests.</summary>
    public static PodRequests Nothing { get; } = new(Resources.None, DefaultMilliCpu, DefaultMemory);
}

/// <summary>Requests of one container.</summary>
/// <param name="MilliCpu">Null without a request.</param>
/// <param name="Memory">Bytes; null without a request.</param>
/// <param name="EphemeralStorage">Bytes.</param>
/// <param name="Extended">Other resources by name; null for none.</param>
public sealed record ContainerRequests(
    long? MilliCpu = null, long? Memory = null, long EphemeralStorage = 0, IReadOnlyDictionary<string, long>? Extended = null);

/// <summary>Adds up the requests of containers as the scheduler does.</summary>
public static class ContainerRequestsSum
{
    /// <summary>
    /// Returns the maximum of the steady state (containers and sidecars together) and of each start-up step (an init container with the
    /// sidecars before it), plus the overhead of the runtime class.
    /// </summary>
    /// <param name="containers">The ordinary containers.</param>
    /// <param name="init">Init containers in their order; a sidecar is one with restart policy Always.</param>
    /// <param name="overhead">Overhead of the runtime class; null for none.</param>
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

    // Names that no resource has, so that one loop adds all amounts.
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
