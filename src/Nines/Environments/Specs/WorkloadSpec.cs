using System.Collections.Immutable;

namespace Nines.Environments.Specs;

public enum SpreadKind
{
    /// <summary>Evenly over zones, then over nodes (topology spread constraints).</summary>
    Zone,

    /// <summary>Over nodes, without regard to zones: the worst zone placement that this permits is assumed.</summary>
    Node,

    /// <summary>Nothing is asked of the scheduler: the worst placement is assumed, all on one node if they fit.</summary>
    None,
}

/// <param name="Name">Unique.</param>
/// <param name="Namespace">Kubernetes namespace.</param>
/// <param name="Pool">Node pool that it runs on; null for the first user pool, else the first pool.</param>
/// <param name="Regions">Regions that it runs in; empty for all that have a cluster.</param>
/// <param name="Replicas">Pods a region.</param>
/// <param name="Needed">Pods a region that must be ready for a request to be served; 1 to <paramref name="Replicas"/>.</param>
/// <param name="Cpu">Requested cores a pod; null when not told.</param>
/// <param name="Memory">Requested bytes a pod; null when not told.</param>
/// <param name="Spread">Topology spread of the pods.</param>
/// <param name="Requires">The requirement for serving; null for none.</param>
/// <param name="ServesRequests">True when the default journey <c>serve</c> needs it.</param>
public sealed record WorkloadSpec(
    string Name,
    string Namespace,
    string? Pool,
    ImmutableArray<string> Regions,
    int Replicas,
    int Needed,
    double? Cpu,
    long? Memory,
    SpreadKind Spread,
    RequirementSpec? Requires,
    bool ServesRequests);
