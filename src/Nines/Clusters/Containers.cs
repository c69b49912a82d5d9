namespace Nines.Clusters;

/// <summary>Properties of a container that decide how it fails.</summary>
/// <param name="Name">Unique in its pod.</param>
/// <param name="RequestsCpu">True if it has a CPU request.</param>
/// <param name="RequestsMemory">True if it has a memory request.</param>
/// <param name="Readiness">Null for none.</param>
/// <param name="Liveness">Null for none.</param>
/// <param name="Startup">Null for none.</param>
/// <param name="HasPorts">True if it declares a port.</param>
public sealed record ContainerFacts(
    string Name, bool RequestsCpu, bool RequestsMemory, ProbeFacts? Readiness, ProbeFacts? Liveness, ProbeFacts? Startup, bool HasPorts = false);

/// <summary>A probe by which the kubelet checks a container.</summary>
/// <param name="Action">Text of the check, equal for equal checks: <c>GET http :8080/healthz</c>. Never the text of a command.</param>
/// <param name="PeriodSeconds">Default 10.</param>
/// <param name="TimeoutSeconds">Default 1.</param>
/// <param name="FailureThreshold">Default 3.</param>
/// <param name="InitialDelaySeconds">Default 0.</param>
public sealed record ProbeFacts(string Action, int PeriodSeconds = 10, int TimeoutSeconds = 1, int FailureThreshold = 3, int InitialDelaySeconds = 0);

/// <summary>A port of the node that a pod occupies.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Ip">Address of the node; 0.0.0.0 for all addresses.</param>
public sealed record HostPort(int Port, string Protocol = "TCP", string Ip = HostPort.AllAddresses)
{
    public const string AllAddresses = "0.0.0.0";

    /// <summary>Returns true if two pods with these ports cannot share a node.</summary>
    public bool Conflicts(HostPort other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Port == other.Port && Protocol == other.Protocol && (Ip == other.Ip || Ip == AllAddresses || other.Ip == AllAddresses);
    }
}
