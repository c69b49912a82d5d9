using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits;

/// <summary>A rule whose objects were not read.</summary>
/// <param name="Kind">What could not be judged.</param>
/// <param name="Missing">Which objects were missing, and why.</param>
public sealed record Unjudged(FindingKind Kind, ImmutableArray<UnreadKind> Missing);

/// <summary>An exposure that somebody chose not to see.</summary>
/// <param name="Finding">What it is.</param>
/// <param name="By">For people: <c>annotation of shop/Deployment/web</c>, <c>--ignore</c>.</param>
public sealed record IgnoredFinding(Finding Finding, string By);

/// <summary>What came of an audit.</summary>
public sealed record AuditReport
{
    public required ClusterSnapshot Snapshot { get; init; }

    public required DomainMap Domains { get; init; }

    /// <summary>The most exposed first.</summary>
    public ImmutableArray<WorkloadAudit> Workloads { get; init; } = [];

    /// <summary>The worst first.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    public ImmutableArray<IgnoredFinding> Ignored { get; init; } = [];

    /// <summary>For each domain whose loss was tried.</summary>
    public ImmutableArray<CapacityLoss> Capacity { get; init; } = [];

    public ImmutableArray<Unjudged> Unjudged { get; init; } = [];

    /// <summary>0 to 100; docs/audit.md has the formula.</summary>
    public required int Score { get; init; }

    /// <summary>For people: what was assumed or left out.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
