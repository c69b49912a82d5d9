using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;
using Requests = System.Collections.Generic.Dictionary<string, Nines.Kubernetes.Records.Quantity>;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Maps resources of nodes and requests of pods.</summary>
internal static class ResourceMapping
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Disk = "ephemeral-storage";
    public const string Pods = "pods";
    private const int DefaultPods = 110;

    // So many bytes (1 PiB) or thousandths of cores no machine has; sums of these never overflow.
    private const long MaxAmount = 1L << 50;

    /// <summary>Returns the amounts that a node has for pods, and its maximum number of pods.</summary>
    public static (Resources Amounts, int Pods) Map(NodeRecord node, BuildNotes notes)
    {
        Requests has = node.Status.Allocatable;
        if (has.Values.Any(quantity => quantity < Quantity.Zero))
        {
            notes.Add("nodes have a negative amount of a resource; assuming 0", node.Metadata.Name);
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

    /// <summary>Returns the requests of a pod: containers and sidecars, start-up steps, overhead, and requests at pod level (1.32 on).</summary>
    public static PodRequests Map(PodSpec spec)
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
            MilliCpu = Math.Min(sum.Actual.MilliCpu, MaxAmount),
            Memory = Math.Min(sum.Actual.Memory, MaxAmount),
            EphemeralStorage = Math.Min(sum.Actual.EphemeralStorage, MaxAmount),
            Extended = sum.Actual.Extended.Values.Any(amount => amount > MaxAmount) ? sum.Actual.Extended.ToDictionary(pair => pair.Key, pair => Math.Min(pair.Value, MaxAmount)) : sum.Actual.Extended,
        },
        Math.Min(sum.ScoredMilliCpu, MaxAmount), Math.Min(sum.ScoredMemory, MaxAmount));

    private static long Whole(Quantity quantity) => Math.Clamp(quantity.Value, 0, MaxAmount);

    private static long Thousandths(Quantity quantity) => Math.Clamp(quantity.Milli, 0, MaxAmount);
}

/// <summary>Maps the properties of containers.</summary>
internal static class ContainerMapping
{
    private const int MaxPort = 65535;

    public static ImmutableArray<ContainerFacts> Facts(PodSpec spec) =>
    [
        .. spec.Containers.Select(container => new ContainerFacts(
            container.Name,
            container.Resources.Requests.ContainsKey(ResourceMapping.Cpu),
            container.Resources.Requests.ContainsKey(ResourceMapping.Memory),
            Map(container.ReadinessProbe), Map(container.LivenessProbe), Map(container.StartupProbe),
            container.Ports.Length > 0)),
    ];

    /// <summary>Ports of the node that the pod takes: of containers and of sidecars.</summary>
    public static ImmutableArray<HostPort> HostPorts(PodSpec spec)
    {
        ImmutableArray<HostPort>.Builder ports = ImmutableArray.CreateBuilder<HostPort>();
        foreach (Container container in spec.InitContainers.Where(container => container.RestartPolicy == "Always").Concat(spec.Containers))
        {
            foreach (ContainerPort port in container.Ports)
            {
                // kube-apiserver writes it out; a manifest may leave it to that.
                int number = port.HostPort > 0 ? port.HostPort : spec.HostNetwork ? port.Port : 0;
                if (number is > 0 and <= MaxPort)
                {
                    ports.Add(new HostPort(number, port.Protocol.Length > 0 ? port.Protocol : "TCP", port.HostIP.Length > 0 ? port.HostIP : HostPort.AllAddresses));
                }
            }
        }

        return ports.Count == 0 ? [] : [.. ports.Distinct()];
    }

    private static ProbeFacts? Map(Probe? probe) => probe is null ? null : new ProbeFacts(
        Action(probe), probe.PeriodSeconds ?? 10, probe.TimeoutSeconds ?? 1, probe.FailureThreshold ?? 3, probe.InitialDelaySeconds ?? 0);

    private static string Action(Probe probe) => probe switch
    {
        { HttpGet: { } get } => $"GET {(get.Scheme.Length > 0 ? get.Scheme.ToLowerInvariant() : "http")} :{get.Port}{(get.Path.StartsWith('/') ? "" : "/")}{get.Path}",
        { TcpSocket: { } tcp } => $"TCP :{tcp.Port}",
        { Grpc: { } grpc } => $"gRPC :{grpc.Port}",
        { Exec: not null } => "a command",
        _ => "nothing",
    };
}
