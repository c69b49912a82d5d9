using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>How an exposure stands to an earlier report.</summary>
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
    private readonly FrozenDictionary<string, BaselineExposure> _before;

    private BaselineComparison(string file, FrozenDictionary<string, BaselineExposure> before)
    {
        File = file;
        _before = before;
    }

    /// <summary>The earlier report.</summary>
    public string File { get; }

    /// <summary>What the earlier report has and this one would have, were it still there.</summary>
    public ImmutableArray<BaselineExposure> Gone { get; private init; } = [];

    /// <summary>What the earlier report has and this run did not look at: codes that are ignored or could not be judged, workloads that are left out.</summary>
    public ImmutableArray<BaselineExposure> Unseen { get; private init; } = [];

    /// <param name="baseline">The earlier report.</param>
    /// <param name="report">This one.</param>
    /// <param name="isPartial">Whether this run was limited to some namespaces or labels, so that a missing subject may only be left out.</param>
    public static BaselineComparison Of(Baseline baseline, AuditReport report, bool isPartial = false)
    {
        HashSet<string> now = [.. report.Exposures.Select(exposure => exposure.Fingerprint)];
        HashSet<string> ignored = [.. report.Ignored.Select(ignored => ignored.Exposure.Fingerprint)];
        HashSet<string> unjudged = [.. report.Unjudged.Select(unjudged => unjudged.Kind.Code)];
        HashSet<string> judged = [.. report.Workloads.Select(workload => workload.Workload.Name.ToString())];
        ILookup<bool, BaselineExposure> rest = baseline.Exposures
            .Where(exposure => !now.Contains(exposure.Fingerprint))
            .ToLookup(exposure => !ignored.Contains(exposure.Fingerprint) && !unjudged.Contains(exposure.Code) && (!isPartial || judged.Contains(exposure.Subject)));
        return new BaselineComparison(baseline.File, baseline.Exposures.ToFrozenDictionary(exposure => exposure.Fingerprint, StringComparer.Ordinal))
        {
            Gone = [.. rest[true]],
            Unseen = [.. rest[false]],
        };
    }

    public BaselineState Of(Exposure exposure) => !_before.TryGetValue(exposure.Fingerprint, out BaselineExposure? before) ? BaselineState.New
        : exposure.Severity > before.Severity ? BaselineState.Worse
        : BaselineState.Unchanged;
}
