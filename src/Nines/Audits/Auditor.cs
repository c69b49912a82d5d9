using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits;

/// <summary>Judges a snapshot: domains, what their loss takes from each workload, room for what is lost, rules.</summary>
public static class Auditor
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="options">Options.</param>
    /// <param name="cancellation">Stops between two pieces of work.</param>
    /// <exception cref="ArgumentException">The rates are none; the message has all faults.</exception>
    public static AuditReport Audit(ClusterSnapshot snapshot, AuditOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Rates.Faults() is { IsEmpty: false } faults)
        {
            throw new ArgumentException("The rates cannot be used: " + string.Join("; ", faults), nameof(options));
        }

        List<string> notes = [];
        DomainMap domains = DomainMapBuilder.Build(snapshot, options.Domains);
        var table = new DomainTable(domains, snapshot.Nodes);
        var feasibility = new Feasibility(snapshot.Nodes);
        var usable = new UsableDomainsCache(table, feasibility);
        ImmutableArray<WorkloadAudit> workloads = WorkloadAuditor.Audit(snapshot, table, usable, options.Judges, notes, cancellation);
        ImmutableArray<CapacityLoss> capacity = new CapacityFinder(snapshot, table, usable, workloads).Find(options.Seed, notes, cancellation);
        workloads = Expected(workloads, new DowntimeFinder(table, usable, options.Rates, capacity), new ServingPods(snapshot), notes, cancellation);
        ImmutableArray<Unjudged> unjudged = Unjudged(snapshot);
        var ignores = new IgnoreList(snapshot, options.IgnoredCodes);
        List<Finding> seen = [];
        List<IgnoredFinding> ignored = [];
        foreach (Finding finding in Find(new AuditContext(snapshot, domains, options, workloads, capacity, feasibility), unjudged, cancellation))
        {
            if (ignores.By(finding) is { } by)
            {
                ignored.Add(new IgnoredFinding(finding, by));
            }
            else
            {
                seen.Add(finding);
            }
        }

        return new AuditReport
        {
            Snapshot = snapshot,
            Domains = domains,
            Workloads = [.. workloads.OrderBy(Rank).ThenByDescending(audit => audit.Downtime?.SecondsPerYear ?? 0).ThenBy(audit => audit.Workload.Name)],
            Findings = [.. InOrder(seen, finding => finding)],
            Ignored = [.. InOrder(ignored, one => one.Finding)],
            Capacity = capacity,
            Unjudged = unjudged,
            Score = Score.Compute(seen, workloads.Count(audit => audit.Requirement is not null)),
            Notes = [.. domains.Notes, .. notes, .. ignores.Notes],
        };
    }

    private static ImmutableArray<WorkloadAudit> Expected(
        ImmutableArray<WorkloadAudit> workloads, DowntimeFinder finder, ServingPods serving, List<string> notes, CancellationToken cancellation)
    {
        ImmutableArray<WorkloadAudit> expected =
        [
            .. workloads.Select(audit => audit.Requirement is null ? audit : audit with { Downtime = finder.Find(audit, serving.Of(audit.Workload), cancellation) }),
        ];
        if (finder.Unsolved > 0)
        {
            notes.Add($"The expected downtime of {finder.Unsolved} workloads is not shown: too many of their domains overlap.");
        }

        return expected;
    }

    private static IEnumerable<Finding> Find(AuditContext context, ImmutableArray<Unjudged> unjudged, CancellationToken cancellation)
    {
        HashSet<string> missing = [.. unjudged.Select(one => one.Kind.Code)];
        foreach (IFindingRule rule in FindingRules.All)
        {
            cancellation.ThrowIfCancellationRequested();

            // What was not read looks like what is not there, so that whatever a rule finds without it is worth nothing.
            foreach (Finding finding in rule.Find(context).Where(finding => !missing.Contains(finding.Kind.Code)))
            {
                yield return finding;
            }
        }
    }

    private static ImmutableArray<Unjudged> Unjudged(ClusterSnapshot snapshot) => snapshot.Unread.IsDefaultOrEmpty ? [] :
    [
        .. FindingRules.Kinds
            .Select(kind => new Unjudged(kind, [.. snapshot.Unread.Where(unread => kind.Reads.Contains(unread.Kind, StringComparer.Ordinal))]))
            .Where(one => !one.Missing.IsEmpty),
    ];

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> items, Func<T, Finding> of) => items
        .OrderByDescending(item => of(item).Severity)
        .ThenBy(item => of(item).Kind.Code, StringComparer.Ordinal)
        .ThenBy(item => of(item).Subject)
        .ThenBy(item => of(item).Detail, StringComparer.Ordinal);

    /// <summary>First what is exposed and could do better, then what is exposed for want of replicas or domains, then the rest.</summary>
    private static int Rank(WorkloadAudit audit) =>
        audit.IsExposed ? 0
        : audit.Losses.Any(loss => loss.IsExposed) ? 1
        : audit.Requirement is not null ? 2
        : 3;
}
