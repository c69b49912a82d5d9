using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>What containers say about themselves.</summary>
internal static class ContainerMapping
{
    private const int MaxPort = 65535;

    public static ImmutableArray<ContainerFacts> Facts(Records.PodSpec spec) =>
    [
        .. spec.Containers.Select(container => new ContainerFacts(
            container.Name,
            container.Resources.Requests.ContainsKey(ResourceMapping.Cpu),
            container.Resources.Requests.ContainsKey(ResourceMapping.Memory),
            Map(container.ReadinessProbe), Map(container.LivenessProbe), Map(container.StartupProbe),
            container.Ports.Length > 0)),
    ];

    /// <summary>Ports of the node that the pod takes: of containers and of sidecars.</summary>
    public static ImmutableArray<HostPort> HostPorts(Records.PodSpec spec)
    {
        ImmutableArray<HostPort>.Builder ports = ImmutableArray.CreateBuilder<HostPort>();
        foreach (Records.Container container in spec.InitContainers.Where(container => container.RestartPolicy == "Always").Concat(spec.Containers))
        {
            foreach (Records.ContainerPort port in container.Ports)
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

    private static ProbeFacts? Map(Records.Probe? probe) => probe is null ? null : new ProbeFacts(
        Action(probe), probe.PeriodSeconds ?? 10, probe.TimeoutSeconds ?? 1, probe.FailureThreshold ?? 3, probe.InitialDelaySeconds ?? 0);

    private static string Action(Records.Probe probe) => probe switch
    {
        { HttpGet: { } get } => $"GET {(get.Scheme.Length > 0 ? get.Scheme.ToLowerInvariant() : "http")} :{get.Port}{(get.Path.StartsWith('/') ? "" : "/")}{get.Path}",
        { TcpSocket: { } tcp } => $"TCP :{tcp.Port}",
        { Grpc: { } grpc } => $"gRPC :{grpc.Port}",
        { Exec: not null } => "a command",
        _ => "nothing",
    };
}
