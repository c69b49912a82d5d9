using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;
using Requests = System.Collections.Generic.Dictionary<string, Nines.Kubernetes.Records.Quantity>;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>What nodes have and pods ask for.</summary>
internal static class ResourceMapping
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Disk = "ephemeral-storage";
    public const string Pods = "pods";
    private const int DefaultPods = 110;

    // So many bytes (1 PiB) or thousandths of cores no machine has; sums of these never overflow.
    private const long Most = 1L << 50;

    /// <summary>What a node has for pods, and for how many.</summary>
    public static (Resources Amounts, int Pods) Map(Records.Node node, BuildNotes notes)
    {
        Requests has = node.Status.Allocatable;
        if (has.Values.Any(quantity => quantity < Quantity.Zero))
        {
            notes.Add("nodes have less than nothing of a resource, which is taken as nothing", node.Metadata.Name);
        }

        var extended = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, Quantity quantity) in has)
        {
            if (name is not (Cpu or Memory or Disk or Pods) && !name.StartsWith("attachable-volumes-", StringComparison.Ordinal))
            {
                extended[name] = Whole(quantity);
            }
        }

        var amounts = new Resources
        {
            MilliCpu = Thousandths(has.GetValueOrDefault(Cpu)),
            Memory = Whole(has.GetValueOrDefault(Memory)),
            EphemeralStorage = Whole(has.GetValueOrDefault(Disk)),
            Extended = extended,
        };
        return (amounts, has.TryGetValue(Pods, out Quantity pods) ? (int)Math.Min(Whole(pods), int.MaxValue) : DefaultPods);
    }

    /// <summary>What a pod asks for: containers and sidecars, start-up steps, overhead, and what the pod as a whole says (1.32 on).</summary>
    public static PodRequests Map(Records.PodSpec spec)
    {
        PodRequests sum = ContainerRequestsSum.Sum(
            spec.Containers.Select(container => Map(container.Resources.Requests)),
            spec.InitContainers.Select(container => (Map(container.Resources.Requests), container.RestartPolicy == "Always")),
            spec.Overhead.Count == 0 ? null : Map(spec.Overhead));
        sum = Bounded(sum);
        return spec.Resources is { Requests.Count: > 0 } whole ? Bounded(Replaced(sum, whole.Requests, spec.Overhead)) : sum;
    }

    private static PodRequests Replaced(PodRequests sum, Requests whole, Requests overhead)
    {
        Resources actual = sum.Actual;
        long scoredCpu = sum.ScoredMilliCpu;
        long scoredMemory = sum.ScoredMemory;
        if (whole.TryGetValue(Cpu, out Quantity cpu))
        {
            scoredCpu = Thousandths(cpu) + Thousandths(overhead.GetValueOrDefault(Cpu));
            actual = actual with { MilliCpu = scoredCpu };
        }

        if (whole.TryGetValue(Memory, out Quantity memory))
        {
            scoredMemory = Whole(memory) + Whole(overhead.GetValueOrDefault(Memory));
            actual = actual with { Memory = scoredMemory };
        }

        var extended = new Dictionary<string, long>(actual.Extended, StringComparer.Ordinal);
        foreach ((string name, Quantity quantity) in whole.Where(pair => pair.Key.StartsWith("hugepages-", StringComparison.Ordinal)))
        {
            extended[name] = Whole(quantity) + Whole(overhead.GetValueOrDefault(name));
        }

        return new PodRequests(actual with { Extended = extended }, scoredCpu, scoredMemory);
    }

    private static ContainerRequests Map(Requests requests)
    {
        Dictionary<string, long>? extended = null;
        foreach ((string name, Quantity quantity) in requests)
        {
            // A name that begins so is taken for the sum's own.
            if (name is not (Cpu or Memory or Disk) && name.Length > 0 && name[0] != '\0')
            {
                (extended ??= new(StringComparer.Ordinal))[name] = Whole(quantity);
            }
        }

        return new ContainerRequests(
            requests.TryGetValue(Cpu, out Quantity cpu) ? Thousandths(cpu) : null,
            requests.TryGetValue(Memory, out Quantity memory) ? Whole(memory) : null,
            Whole(requests.GetValueOrDefault(Disk)),
            extended);
    }

    private static PodRequests Bounded(PodRequests sum) => new(
        sum.Actual with
        {
            MilliCpu = Math.Min(sum.Actual.MilliCpu, Most),
            Memory = Math.Min(sum.Actual.Memory, Most),
            EphemeralStorage = Math.Min(sum.Actual.EphemeralStorage, Most),
            Extended = sum.Actual.Extended.Values.Any(amount => amount > Most) ? sum.Actual.Extended.ToDictionary(pair => pair.Key, pair => Math.Min(pair.Value, Most)) : sum.Actual.Extended,
        },
        Math.Min(sum.ScoredMilliCpu, Most), Math.Min(sum.ScoredMemory, Most));

    private static long Whole(Quantity quantity) => Math.Clamp(quantity.Value, 0, Most);

    private static long Thousandths(Quantity quantity) => Math.Clamp(quantity.Milli, 0, Most);
}
