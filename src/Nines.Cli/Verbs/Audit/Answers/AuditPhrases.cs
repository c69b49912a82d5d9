using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>Phrases that all outputs share. All text from the cluster is cleaned by <see cref="Sanitizer"/>.</summary>
internal static class AuditPhrases
{
    public static string Name(ObjectName name) => Sanitizer.Clean(name.ToString(), 400);

    public static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>State of a finding compared with a baseline.</summary>
    public static string State(BaselineState state) => state switch
    {
        BaselineState.New => "new",
        BaselineState.Worse => "worse",
        _ => "unchanged",
    };

    /// <summary>The same for reports, where unchanged findings have no mark; null also without a baseline.</summary>
    public static string? Change(BaselineComparison? baseline, Finding finding) =>
        baseline?.GetState(finding) is { } state and not BaselineState.Unchanged ? State(state) : null;

    public static string Fix(Finding finding) => Sanitizer.Clean(finding.Fix.Length > 0 ? finding.Fix : finding.Kind.Fix);

    public static string Message(Finding finding) => Sanitizer.Clean(finding.Message);

    /// <summary>Such as <c>1 pod</c>, <c>12 pods</c>.</summary>
    public static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count:N0} {many ?? one + "s"}";

    /// <summary>Such as <c>1 error, 2 warnings, 0 notes</c>.</summary>
    public static string Counts(IReadOnlyCollection<Finding> findings) => string.Join(", ",
        Count(findings.Count(finding => finding.Severity == Severity.Error), "error"),
        Count(findings.Count(finding => finding.Severity == Severity.Warning), "warning"),
        Count(findings.Count(finding => finding.Severity == Severity.Note), "note"));

    /// <summary>Such as <c>3 pods serve, 2 required: PodDisruptionBudget web keeps 2 of 3</c>.</summary>
    public static string Requirement(WorkloadAudit workload)
    {
        string serving = workload.Serving == 1 ? "1 pod serves" : $"{workload.Serving:N0} pods serve";
        return workload.Requirement is not { } need ? $"{serving}, no minimum applies"
            : need.Source == RequirementSource.Assumed ? $"{serving}, minimum not declared; assuming {need.Pods:N0}"
            : $"{serving}, {need.Pods:N0} required: {Sanitizer.Clean(need.Reason)}";
    }

    /// <summary>Such as <c>losing zone 1 leaves 1 of 3 pods</c>; null if no pod is in a known domain.</summary>
    public static string? Worst(LevelLoss loss) => loss.Worst is not { } worst
        ? null
        : $"losing {Sanitizer.Clean(worst.Domain.Label)} leaves {worst.Left:N0} of {Count(worst.Lost + worst.Left, "pod")}";

    /// <summary>Size of a cluster: <c>20 nodes, 5 workloads, 12 pods</c>.</summary>
    public static string Size(ClusterSnapshot snapshot) => string.Join(", ",
        Count(snapshot.Nodes.Length, "node"),
        Count(snapshot.Workloads.Length, "workload"),
        Count(snapshot.Workloads.Sum(workload => workload.Pods.Length), "pod"));

    public static string Source(ClusterSnapshot snapshot) => snapshot.Source.Length > 0 ? Sanitizer.Clean(snapshot.Source, 200) : "cluster";

    public static string Unjudged(Unjudged unjudged) =>
        $"{unjudged.Kind.Code} {unjudged.Kind.Title}: " + string.Join("; ", unjudged.Missing.Select(Missing));

    /// <summary>One line for each kind of object that was not read, with the codes that need it.</summary>
    /// <param name="unjudged">Skipped checks.</param>
    public static IEnumerable<string> UnjudgedByKind(IEnumerable<Unjudged> unjudged) => unjudged
        .SelectMany(each => each.Missing, (each, missing) => (each.Kind.Code, Missing: Missing(missing)))
        .GroupBy(pair => pair.Missing, pair => pair.Code, StringComparer.Ordinal)
        .Select(group => $"{string.Join(", ", group.Distinct())}: {group.Key}");

    private static string Missing(UnreadKind unread) => $"{Sanitizer.Clean(unread.Kind, 100)} {Sanitizer.Clean(unread.Reason, 300)}";
}
