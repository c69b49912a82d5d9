using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Text;

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
        var table = new DomainIndex(domains, snapshot.Nodes);
        var feasibility = new Feasibility(snapshot.Nodes);
        var usable = new UsableDomainsCache(table, feasibility);
        ImmutableArray<WorkloadAudit> workloads = WorkloadAuditor.Audit(snapshot, table, usable, options.IncludesWorkload, notes, cancellation);
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
            .. workloads.Select(audit => audit.Requirement is null ? audit : audit with { Downtime = finder.Find(audit, serving.Find(audit.Workload), cancellation) }),
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

/// <summary>Findings that the user chose to ignore: codes for the complete audit, and annotations of single objects.</summary>
internal sealed class IgnoreList
{
    private const string All = "all";

    private readonly ImmutableHashSet<string> _codes;
    private readonly Dictionary<ObjectName, HashSet<string>> _ofObjects = [];
    private readonly List<string> _notes = [];

    public IgnoreList(ClusterSnapshot snapshot, ImmutableHashSet<string> codes)
    {
        _codes = codes.WithComparer(StringComparer.OrdinalIgnoreCase);
        foreach (string code in _codes.Where(code => !IsKnown(code)).Order(StringComparer.Ordinal))
        {
            _notes.Add($"--ignore: unknown code '{Sanitizer.Clean(code, 80)}'.");
        }

        foreach ((ObjectName name, IReadOnlyDictionary<string, string> annotations) in Annotated(snapshot))
        {
            if (annotations.TryGetValue(NinesKeys.IgnoreAnnotation, out string? text))
            {
                Read(name, text);
            }
        }
    }

    /// <summary>Human-readable: codes that do not exist.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Returns the source of the instruction to ignore a finding; null when it is reported.</summary>
    public string? By(Finding finding) =>
        _codes.Contains(finding.Kind.Code) || _codes.Contains(All) ? "--ignore"
        : _ofObjects.TryGetValue(finding.Subject, out HashSet<string>? own) && (own.Contains(finding.Kind.Code) || own.Contains(All))
            ? $"annotation of {finding.Subject}"
            : null;

    private static IEnumerable<(ObjectName Name, IReadOnlyDictionary<string, string> Annotations)> Annotated(ClusterSnapshot snapshot) =>
        snapshot.Workloads.Select(workload => (workload.Name, workload.Annotations))
            .Concat(snapshot.Budgets.Select(budget => (budget.Name, budget.Annotations)))
            .Concat(snapshot.Autoscalers.Select(autoscaler => (autoscaler.Name, autoscaler.Annotations)))
            .Concat(snapshot.Services.Select(service => (service.Name, service.Annotations)))
            .Concat(snapshot.Nodes.Select(node => (new ObjectName("Node", "", node.Name), node.Annotations)));

    private static bool IsKnown(string code) =>
        code.Equals(All, StringComparison.OrdinalIgnoreCase) || FindingRules.Find(code.ToUpperInvariant()) is not null;

    private void Read(ObjectName name, string text)
    {
        var codes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string code in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IsKnown(code))
            {
                codes.Add(code);
            }
            else
            {
                _notes.Add($"{name}: annotation {NinesKeys.IgnoreAnnotation} names '{Sanitizer.Clean(code, 80)}', which is not a code; expected codes such as NINE101 separated by commas, or all.");
            }
        }

        if (codes.Count > 0)
        {
            _ofObjects[name] = codes;
        }
    }
}
