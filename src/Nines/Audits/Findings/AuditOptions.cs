using System.Collections.Immutable;
using Nines.Domains;

namespace Nines.Audits.Findings;

/// <summary>What is asked of an audit.</summary>
public sealed record AuditOptions
{
    public DomainOptions Domains { get; init; } = new();

    /// <summary>Whether a workload is to be judged; all are by default. Those left out still take their place on the nodes.</summary>
    public Func<Clusters.Workload, bool> Judges { get; init; } = static _ => true;

    /// <summary>Whether objects that belong to no workload are to be judged, by their namespace: a budget that matches nothing.</summary>
    public Func<string, bool> JudgesNamespace { get; init; } = static _ => true;

    /// <summary>What is assumed of failures.</summary>
    public Losses.DomainRates Rates { get; init; } = Losses.DomainRates.Default;

    /// <summary>Codes that are not reported.</summary>
    public ImmutableHashSet<string> IgnoredCodes { get; init; } = [];

    /// <summary>Repeats what is left to chance.</summary>
    public ulong Seed { get; init; } = 1;
}
