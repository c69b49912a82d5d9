using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits;

/// <summary>A rule whose objects were not read.</summary>
/// <param name="Kind">The check that was skipped.</param>
/// <param name="Missing">The missing kinds of objects, and the reasons.</param>
public sealed record Unjudged(FindingKind Kind, ImmutableArray<UnreadKind> Missing);

/// <summary>A finding that the user chose to ignore.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="By">Human-readable: <c>annotation of shop/Deployment/web</c>, <c>--ignore</c>.</param>
public sealed record IgnoredFinding(Finding Finding, string By);

/// <summary>Result of an audit.</summary>
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

    /// <summary>Assumptions and omissions, for the user.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>
/// One number for a report, 0 to 100, for comparing a cluster with itself. Each workload (and budget, autoscaler, service) with
/// findings loses a share of one: 1 - product over its findings of (1 - s), where s is 0.5 for an error, 0.2 for a warning and 0.02 for a
/// note. The shares are added up and divided by the number of workloads that are judged, at least 1, and at most 1 is lost. Of what is
/// left, out of 100, each code that is found on the cluster itself or its nodes takes its points off, once however often it is found:
/// 10 for an error, 4 for a warning, 1 for a note. The result is rounded down, so that 100 means that nothing was found. Taking an
/// exposure away, or making it less severe, never lowers the score.
/// </summary>
internal static class Score
{
    // Sums of shares carry rounding errors, which must not cost a point.
    private const double Tolerance = 1e-9;

    /// <param name="findings">Those that are reported: what is ignored costs nothing.</param>
    /// <param name="workloads">Number of workloads that were audited.</param>
    public static int Compute(IReadOnlyCollection<Finding> findings, int workloads)
    {
        var kept = new Dictionary<ObjectName, double>();
        var cluster = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Finding finding in findings)
        {
            if (finding.Subject.Namespace.Length > 0)
            {
                kept[finding.Subject] = kept.GetValueOrDefault(finding.Subject, 1) * (1 - Share(finding.Severity));
            }
            else
            {
                cluster[finding.Kind.Code] = Math.Max(cluster.GetValueOrDefault(finding.Kind.Code), Points(finding.Severity));
            }
        }

        // In one order, since sums of floating-point numbers depend on it.
        double lost = Math.Min(1, kept.Values.Order().Sum(value => 1 - value) / Math.Max(1, workloads));
        return (int)Math.Clamp(Math.Floor((100 * (1 - lost)) - cluster.Values.Sum() + Tolerance), 0, findings.Count > 0 ? 99 : 100);
    }

    private static double Share(Severity severity) => severity switch
    {
        Severity.Error => 0.5,
        Severity.Warning => 0.2,
        _ => 0.02,
    };

    private static int Points(Severity severity) => severity switch
    {
        Severity.Error => 10,
        Severity.Warning => 4,
        _ => 1,
    };
}
