using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>The findings of one object.</summary>
/// <param name="Subject">What they are about.</param>
/// <param name="Workload">What the loss of domains does to it; null when it is no workload.</param>
/// <param name="Findings">The worst first; at least one.</param>
internal sealed record SubjectGroup(ObjectName Subject, WorkloadAudit? Workload, ImmutableArray<Finding> Findings)
{
    /// <summary>The subject with the worst finding first, in the order of the report.</summary>
    public static ImmutableArray<SubjectGroup> Of(AuditReport report, IEnumerable<Finding> findings)
    {
        // A hostile file may hold a name twice; the first is as good as the other.
        FrozenDictionary<ObjectName, WorkloadAudit> workloads = report.Workloads
            .DistinctBy(workload => workload.Workload.Name)
            .ToFrozenDictionary(workload => workload.Workload.Name);
        return
        [
            .. findings.GroupBy(finding => finding.Subject)
                .Select(group => new SubjectGroup(group.Key, workloads.GetValueOrDefault(group.Key), [.. group.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Kind.Code, StringComparer.Ordinal)]))
                .OrderByDescending(group => group.Findings[0].Severity),
        ];
    }
}
