using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>From which severity on a run ends with a code of its own.</summary>
internal enum FailLevel
{
    Error,
    Warning,
    Note,
    Never,
}

/// <summary>Everything that <c>nines audit</c> found out.</summary>
/// <param name="Report">What came of the audit.</param>
/// <param name="Baseline">How it differs from an earlier one; null when none was given.</param>
/// <param name="Focus">The workload that was asked for; null when none was.</param>
internal sealed record AuditAnswer(AuditReport Report, BaselineComparison? Baseline = null, WorkloadAudit? Focus = null)
{
    /// <summary>From which severity on a finding fails the run.</summary>
    public FailLevel FailOn { get; init; } = FailLevel.Warning;

    /// <summary>Files or cluster that was audited.</summary>
    public InputSource Source { get; init; } = InputSource.FromFiles([]);

    /// <summary>What is shown on the map: the workload that was asked for, else the worst; null when no pod serves.</summary>
    public WorkloadAudit? Highlighted => Focus
        ?? Report.Workloads.FirstOrDefault(workload => workload is { IsExposed: true, Serving: > 0 })
        ?? Report.Workloads.FirstOrDefault(workload => workload is { Requirement: not null, Serving: > 0 })
        ?? Report.Workloads.FirstOrDefault(workload => workload.Serving > 0);

    /// <summary>Those that people are to see: all, or those of the workload that was asked for.</summary>
    public ImmutableArray<Finding> Findings => Focus is { } focus
        ? [.. Report.Findings.Where(finding => finding.Subject == focus.Workload.Name)]
        : Report.Findings;

    /// <summary>Those that decide on the exit code: with a baseline only what is new or worse.</summary>
    public ImmutableArray<Finding> Counted => Baseline is { } baseline ? [.. Findings.Where(finding => baseline.Of(finding) != BaselineState.Unchanged)] : Findings;

    /// <summary>Those that fail the run.</summary>
    public ImmutableArray<Finding> Failing => [.. Counted.Where(IsSevere)];

    private bool IsSevere(Finding finding) => FailOn switch
    {
        FailLevel.Error => finding.Severity >= Severity.Error,
        FailLevel.Warning => finding.Severity >= Severity.Warning,
        FailLevel.Note => true,
        _ => false,
    };
}
