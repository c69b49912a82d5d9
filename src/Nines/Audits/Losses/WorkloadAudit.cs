using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Audits.Losses;

/// <summary>What the loss of domains does to one workload.</summary>
public sealed record WorkloadAudit
{
    public required Workload Workload { get; init; }

    /// <summary>How many serving pods it has now.</summary>
    public required int Serving { get; init; }

    /// <summary>Null for what is not judged by number: DaemonSets, static pods, jobs.</summary>
    public Requirement? Requirement { get; init; }

    /// <summary>One for each axis, the widest first; empty when it has no need.</summary>
    public ImmutableArray<LevelLoss> Losses { get; init; } = [];

    /// <summary>Null when it has no need, when no pod serves or fewer than it needs already, and where the placement is too intricate.</summary>
    public ExpectedDowntime? Downtime { get; init; }

    /// <summary>
    /// Whether one domain's loss leaves less than it needs, where better were possible. Pools do not count: no failure takes a pool as such.
    /// </summary>
    public bool IsExposed => Losses.Any(loss => loss is { IsExposed: true, CanBeClosed: true, Level.Kind: not Domains.DomainKind.NodePool });
}
