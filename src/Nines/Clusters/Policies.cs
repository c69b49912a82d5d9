using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Clusters;

/// <summary>Limit on the number of pods that may be evicted at a time (PodDisruptionBudget).</summary>
public sealed record DisruptionBudget
{
    public required ObjectName Name { get; init; }

    /// <summary>Of its namespace; null selects nothing. The reader has settled what an empty one means in its version.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>At most one of this and <see cref="MaxUnavailable"/> is there.</summary>
    public Amount? MinAvailable { get; init; }

    public Amount? MaxUnavailable { get; init; }

    /// <summary>Number of evictions that the controller allows now; null when unknown.</summary>
    public int? DisruptionsAllowed { get; init; }

    /// <summary>True if pods that are not ready may always be evicted (AlwaysAllow).</summary>
    public bool AlwaysEvictsUnhealthy { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Returns the number of pods that must be healthy out of an expected number.</summary>
    public int Needs(int expected) =>
        MinAvailable is { } min ? min.Resolve(expected)
        : MaxUnavailable is { } max ? Math.Max(0, expected - max.Resolve(expected))
        : 0;
}

/// <summary>Changes the number of pods by their load (HorizontalPodAutoscaler).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">The workload.</param>
/// <param name="Min">1 unless it says otherwise.</param>
/// <param name="Max">1 or more.</param>
/// <param name="Current">Current number of pods; null when unknown.</param>
/// <param name="Annotations">Those that are kept.</param>
public sealed record Autoscaler(ObjectName Name, ObjectName Target, int Min, int Max, int? Current, IReadOnlyDictionary<string, string> Annotations);

/// <summary>An address for pods.</summary>
public sealed record Service
{
    public required ObjectName Name { get; init; }

    /// <summary>Labels of its pods; empty selects none.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName.</summary>
    public string Type { get; init; } = "ClusterIP";

    public bool IsHeadless { get; init; }

    /// <summary>Local keeps traffic on the node that it came to (externalTrafficPolicy).</summary>
    public bool IsExternallyLocal { get; init; }

    /// <summary>Local keeps traffic on the node that it came from (internalTrafficPolicy).</summary>
    public bool IsInternallyLocal { get; init; }

    /// <summary>Its endpoints; null when its slices were not read.</summary>
    public ImmutableArray<ServiceEndpoint>? Endpoints { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <param name="Node">Empty when unknown.</param>
/// <param name="Pod">Empty when unknown or no pod.</param>
/// <param name="IsReady">True if it gets traffic.</param>
public sealed record ServiceEndpoint(string Node, string Pod, bool IsReady);

/// <summary>A priority of pods.</summary>
public sealed record PriorityClass(string Name, int Value, bool IsDefault);

/// <summary>A number of pods, or a share of them such as 50%: budgets and rollouts use either.</summary>
/// <param name="Number">Pods, or hundredths.</param>
/// <param name="IsPercent">True for a percentage.</param>
public readonly record struct Amount(int Number, bool IsPercent = false)
{
    /// <summary>Returns the number for a total.</summary>
    /// <param name="total">0 or more.</param>
    /// <param name="roundUp">Kubernetes rounds budgets and surges up, and what may be unavailable in a rollout down.</param>
    public int Resolve(int total, bool roundUp = true) =>
        IsPercent ? (int)Math.Clamp((((long)Number * total) + (roundUp ? 99 : 0)) / 100, int.MinValue, int.MaxValue) : Number;

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
