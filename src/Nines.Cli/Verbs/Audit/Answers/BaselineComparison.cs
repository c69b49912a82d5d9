using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>State of a finding compared with an earlier report.</summary>
internal enum BaselineState
{
    New,

    /// <summary>In the earlier report with a lower severity.</summary>
    Worse,

    /// <summary>In the earlier report with the same or a higher severity.</summary>
    Unchanged,
}

/// <summary>Differences between an earlier report and this one.</summary>
internal sealed class BaselineComparison
{
    private readonly FrozenDictionary<string, BaselineFinding> _before;

    private BaselineComparison(string file, FrozenDictionary<string, BaselineFinding> before)
    {
        File = file;
        _before = before;
    }

    /// <summary>Path of the earlier report.</summary>
    public string File { get; }

    /// <summary>Findings of the earlier report that no longer exist.</summary>
    public ImmutableArray<BaselineFinding> Gone { get; private init; } = [];

    /// <summary>Findings of the earlier report that this run did not check: ignored codes, skipped checks, workloads outside the selection.</summary>
    public ImmutableArray<BaselineFinding> Unseen { get; private init; } = [];

    /// <param name="baseline">The earlier report.</param>
    /// <param name="report">This one.</param>
    /// <param name="isPartial">True if this run was limited to some namespaces or labels, so that a missing subject may be outside the selection.</param>
    public static BaselineComparison Create(Baseline baseline, AuditReport report, bool isPartial = false)
    {
        HashSet<string> now = [.. report.Findings.Select(finding => finding.Fingerprint)];
        HashSet<string> ignored = [.. report.Ignored.Select(ignored => ignored.Finding.Fingerprint)];
        HashSet<string> unjudged = [.. report.Unjudged.Select(unjudged => unjudged.Kind.Code)];
        HashSet<string> judged = [.. report.Workloads.Select(workload => workload.Workload.Name.ToString())];
        ILookup<bool, BaselineFinding> rest = baseline.Findings
            .Where(finding => !now.Contains(finding.Fingerprint))
            .ToLookup(finding => !ignored.Contains(finding.Fingerprint) && !unjudged.Contains(finding.Code) && (!isPartial || judged.Contains(finding.Subject)));
        return new BaselineComparison(baseline.File, baseline.Findings.ToFrozenDictionary(finding => finding.Fingerprint, StringComparer.Ordinal))
        {
            Gone = [.. rest[true]],
            Unseen = [.. rest[false]],
        };
    }

    public BaselineState GetState(Finding finding) => !_before.TryGetValue(finding.Fingerprint, out BaselineFinding? before) ? BaselineState.New
        : finding.Severity > before.Severity ? BaselineState.Worse
        : BaselineState.Unchanged;
}
