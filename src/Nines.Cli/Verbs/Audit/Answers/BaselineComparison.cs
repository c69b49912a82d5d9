using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>How a finding stands to an earlier report.</summary>
internal enum BaselineState
{
    New,

    /// <summary>It was there, but mattered less.</summary>
    Worse,

    /// <summary>It was there, and mattered as much or more.</summary>
    Unchanged,
}

/// <summary>What is new since an earlier report, and what is gone.</summary>
internal sealed class BaselineComparison
{
    private readonly FrozenDictionary<string, BaselineFinding> _before;

    private BaselineComparison(string file, FrozenDictionary<string, BaselineFinding> before)
    {
        File = file;
        _before = before;
    }

    /// <summary>The earlier report.</summary>
    public string File { get; }

    /// <summary>What the earlier report has and this one would have, were it still there.</summary>
    public ImmutableArray<BaselineFinding> Gone { get; private init; } = [];

    /// <summary>What the earlier report has and this run did not look at: codes that are ignored or could not be judged, workloads that are left out.</summary>
    public ImmutableArray<BaselineFinding> Unseen { get; private init; } = [];

    /// <param name="baseline">The earlier report.</param>
    /// <param name="report">This one.</param>
    /// <param name="isPartial">Whether this run was limited to some namespaces or labels, so that a missing subject may only be left out.</param>
    public static BaselineComparison Of(Baseline baseline, AuditReport report, bool isPartial = false)
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

    public BaselineState Of(Finding finding) => !_before.TryGetValue(finding.Fingerprint, out BaselineFinding? before) ? BaselineState.New
        : finding.Severity > before.Severity ? BaselineState.Worse
        : BaselineState.Unchanged;
}
