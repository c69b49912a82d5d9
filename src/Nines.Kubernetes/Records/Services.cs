namespace Nines.Kubernetes.Records;

/// <summary>An address for pods.</summary>
public sealed record ServiceRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ServiceSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Pods of a service, and how clients reach them.</summary>
public sealed record ServiceSpec
{
    /// <summary>ClusterIP when empty, NodePort, LoadBalancer or ExternalName.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public string ClusterIP { get; init => field = value ?? ""; } = "";

    public LabelSet Selector { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public string ExternalTrafficPolicy { get; init => field = value ?? ""; } = "";

    public string InternalTrafficPolicy { get; init => field = value ?? ""; } = "";

    public string SessionAffinity { get; init => field = value ?? ""; } = "";
}

/// <summary>Pods behind a Service. The zone of v1beta1 stands in its topology.</summary>
public sealed record EndpointSliceRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public string AddressType { get; init => field = value ?? ""; } = "";

    public Endpoint[] Endpoints { get; init => field = Items.From(value); } = [];
}

/// <summary>One pod.</summary>
public sealed record Endpoint
{
    public string[] Addresses { get; init => field = Items.From(value); } = [];

    public EndpointConditions Conditions { get; init => field = value ?? new(); } = new();

    public string NodeName { get; init => field = value ?? ""; } = "";

    public string Zone { get; init => field = value ?? ""; } = "";

    /// <summary>v1beta1.</summary>
    public LabelSet Topology { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public ObjectKey? TargetRef { get; init; }
}

/// <summary>Readiness of an endpoint. Null is unknown, which counts as ready.</summary>
public sealed record EndpointConditions
{
    public bool? Ready { get; init; }

    public bool? Serving { get; init; }

    public bool? Terminating { get; init; }
}

/// <summary>Names an object.</summary>
public sealed record ObjectKey
{
    public string Kind { get; init => field = value ?? ""; } = "";

    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";
}

/// <summary>Pods behind a Service in the format before EndpointSlices; it has the name of the Service.</summary>
public sealed record EndpointsRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public EndpointSubset[] Subsets { get; init => field = Items.From(value); } = [];
}

/// <summary>Addresses with the same ports.</summary>
public sealed record EndpointSubset
{
    public EndpointAddress[] Addresses { get; init => field = Items.From(value); } = [];

    public EndpointAddress[] NotReadyAddresses { get; init => field = Items.From(value); } = [];
}

/// <summary>One pod.</summary>
public sealed record EndpointAddress
{
    public string NodeName { get; init => field = value ?? ""; } = "";

    public ObjectKey? TargetRef { get; init; }
}
