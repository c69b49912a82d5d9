using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>Lowest severity of a finding that fails a run.</summary>
internal enum FailLevel
{
    Error,
    Warning,
    Note,
    Never,
}

/// <summary>Result of <c>nines audit</c>.</summary>
/// <param name="Report">The report.</param>
/// <param name="Baseline">Comparison with an earlier report; null without one.</param>
/// <param name="Focus">Workload to show in detail; null for all workloads.</param>
internal sealed record AuditAnswer(AuditReport Report, BaselineComparison? Baseline = null, WorkloadAudit? Focus = null)
{
    /// <summary>Lowest severity of a finding that fails the run.</summary>
    public FailLevel FailOn { get; init; } = FailLevel.Warning;

    /// <summary>Files or cluster that was audited.</summary>
    public InputSource Source { get; init; } = InputSource.FromFiles([]);

    /// <summary>Workload on the map: <see cref="Focus"/>, otherwise the most exposed one; null if no pod is serving.</summary>
    public WorkloadAudit? Highlighted => Focus
        ?? Report.Workloads.FirstOrDefault(workload => workload is { IsExposed: true, Serving: > 0 })
        ?? Report.Workloads.FirstOrDefault(workload => workload is { Requirement: not null, Serving: > 0 })
        ?? Report.Workloads.FirstOrDefault(workload => workload.Serving > 0);

    /// <summary>Findings to report: all, or those of <see cref="Focus"/>.</summary>
    public ImmutableArray<Finding> Findings => Focus is { } focus
        ? [.. Report.Findings.Where(finding => finding.Subject == focus.Workload.Name)]
        : Report.Findings;

    /// <summary>Findings that count for the exit code: with a baseline only new and worse ones.</summary>
    public ImmutableArray<Finding> Counted => Baseline is { } baseline ? [.. Findings.Where(finding => baseline.GetState(finding) != BaselineState.Unchanged)] : Findings;

    /// <summary>Findings that fail the run.</summary>
    public ImmutableArray<Finding> Failing => [.. Counted.Where(IsSevere)];

    private bool IsSevere(Finding finding) => FailOn switch
    {
        FailLevel.Error => finding.Severity >= Severity.Error,
        FailLevel.Warning => finding.Severity >= Severity.Warning,
        FailLevel.Note => true,
        _ => false,
    };
}
