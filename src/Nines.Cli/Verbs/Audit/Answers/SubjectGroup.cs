using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>The findings of one object.</summary>
/// <param name="Subject">The object.</param>
/// <param name="Workload">Audit of the object; null if it is not a workload.</param>
/// <param name="Findings">At least one finding, the most severe first.</param>
internal sealed record SubjectGroup(ObjectName Subject, WorkloadAudit? Workload, ImmutableArray<Finding> Findings)
{
    /// <summary>Groups findings by object, the object with the most severe finding first.</summary>
    public static ImmutableArray<SubjectGroup> Create(AuditReport report, IEnumerable<Finding> findings)
    {
        // A hostile file may contain a name twice; the first one is used.
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
