using System.Collections.Immutable;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Placement of the shared cache.</summary>
internal enum RedisPlacement
{
    /// <summary>A Redis and a Sentinel in each guard pod: they live and die with it. Three pods, no more and no less.</summary>
    Sidecar,

    /// <summary>Three pods of their own, with a Redis and a Sentinel each; any number of guards.</summary>
    StatefulSet,

    /// <summary>An existing Redis; its address is in the settings of the guard.</summary>
    External,

    /// <summary>None: each replica has its own cache. For one replica, or where repeated questions do not matter.</summary>
    None,
}

/// <summary>Settings of the manifests.</summary>
internal sealed record ManifestSettings
{
    /// <summary>Number of Redis pods with Sentinels; two agree on a new primary when one is lost.</summary>
    public const int Quorum = 3;

    public string Name { get; init; } = "nines-guard";

    public string Namespace { get; init; } = "nines-guard";

    public required string Image { get; init; }

    /// <summary>2 to 20; exactly <see cref="Quorum"/> with sidecars.</summary>
    public int Replicas { get; init; } = Quorum;

    /// <summary>The most that the autoscaler may run; at least <see cref="Replicas"/>.</summary>
    public int MaxReplicas { get; init; } = 10;

    public RedisPlacement Redis { get; init; } = RedisPlacement.StatefulSet;

    public string RedisImage { get; init; } = "redis:7.2";

    /// <summary>A fixed cluster address: kube-apiserver does not resolve names of Services. Null lets the cluster choose.</summary>
    public string? ClusterIp { get; init; }

    /// <summary>The networks that kube-apiserver calls from; empty permits connections from everywhere, which still need a client certificate.</summary>
    public ImmutableArray<string> ApiServerNetworks { get; init; } = [];

    /// <summary>Requirements of the settings on the pods of the guard.</summary>
    public required GuardNeeds Guard { get; init; }
}
