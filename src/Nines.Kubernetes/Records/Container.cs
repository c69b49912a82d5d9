using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>A container, without its environment, command and arguments.</summary>
public sealed record Container
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Image { get; init => field = value ?? ""; } = "";

    public ResourceRequirements Resources { get; init => field = value ?? new(); } = new();

    public ContainerPort[] Ports { get; init => field = Items.Of(value); } = [];

    public Probe? ReadinessProbe { get; init; }

    public Probe? LivenessProbe { get; init; }

    public Probe? StartupProbe { get; init; }

    /// <summary>Always makes an init container a sidecar.</summary>
    public string RestartPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>What is reserved, and what may be used.</summary>
public sealed record ResourceRequirements
{
    public Dictionary<string, Quantity> Requests { get; init => field = value ?? []; } = [];

    public Dictionary<string, Quantity> Limits { get; init => field = value ?? []; } = [];
}

/// <summary>A port.</summary>
public sealed record ContainerPort
{
    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    /// <summary>0 for none.</summary>
    public int HostPort { get; init; }

    public string HostIP { get; init => field = value ?? ""; } = "";

    /// <summary>TCP when empty.</summary>
    public string Protocol { get; init => field = value ?? ""; } = "";
}

/// <summary>How kubelet looks after a container, without what a command says.</summary>
public sealed record Probe
{
    public HttpProbe? HttpGet { get; init; }

    public PortProbe? TcpSocket { get; init; }

    public PortProbe? Grpc { get; init; }

    public CommandProbe? Exec { get; init; }

    public int? InitialDelaySeconds { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? FailureThreshold { get; init; }
}

/// <summary>A request.</summary>
public sealed record HttpProbe
{
    public string Path { get; init => field = value ?? ""; } = "";

    public IntOrText? Port { get; init; }

    public string Scheme { get; init => field = value ?? ""; } = "";
}

/// <summary>A connection.</summary>
public sealed record PortProbe
{
    public IntOrText? Port { get; init; }
}

/// <summary>A command, of which only is known that it is one.</summary>
public sealed record CommandProbe
{
}
