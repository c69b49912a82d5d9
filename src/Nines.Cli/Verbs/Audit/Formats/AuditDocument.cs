using System.Text.Json.Serialization;
using Nines.Audits.Losses;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>
/// The answer of <c>nines audit -o json</c>. The keys are a contract, described by <c>schemas/audit.schema.json</c>: new keys may be added
/// under the same version, and none changes its meaning. It is also what <c>--baseline</c> reads.
/// </summary>
/// <param name="Baseline">Null without a baseline. Null keys are omitted, here and below.</param>
internal sealed record AuditDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    ClusterItem Cluster,
    int Score,
    CountsItem Counts,
    IReadOnlyList<LevelItem> Domains,
    IReadOnlyList<FindingItem> Findings,
    IReadOnlyList<FindingItem> Ignored,
    IReadOnlyList<WorkloadItem> Workloads,
    IReadOnlyList<CapacityItem> Capacity,
    IReadOnlyList<SkippedCheckItem> SkippedChecks,
    IReadOnlyList<string> Notes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BaselineItem? Baseline);

internal sealed record ClusterItem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? TakenAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kubernetes,
    int Nodes,
    int Workloads,
    int Pods);

internal sealed record CountsItem(int Error, int Warning, int Note, int Ignored);

internal sealed record LevelItem(string DomainKind, string? SpreadLabel, IReadOnlyList<DomainItem> Domains, IReadOnlyList<string> UnknownNodes);

internal sealed record DomainItem(string Id, string Label, IReadOnlyList<string> Nodes);

/// <param name="DomainKind">Kind of failure domain whose loss is the problem; null for none.</param>
/// <param name="Baseline">new, worse or unchanged; null without a baseline.</param>
/// <param name="IgnoredBy">Annotation or option that hides it; null when it is reported.</param>
internal sealed record FindingItem(
    string Code,
    string Severity,
    string Title,
    string Subject,
    string Namespace,
    string Kind,
    string Name,
    string Message,
    string Fix,
    string Fingerprint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DomainKind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Domains,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Baseline,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IgnoredBy);

internal sealed record WorkloadItem(
    string Subject,
    string Namespace,
    string Kind,
    string Name,
    int Replicas,
    int Pods,
    int Serving,
    bool Exposed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RequirementItem? Requirement,
    IReadOnlyList<LossItem> Losses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DowntimeItem? Downtime);

/// <summary>Number of pods that must remain.</summary>
/// <param name="Pods">Number of pods.</param>
/// <param name="Source">stated, budget, quorum, autoscaler or assumed.</param>
/// <param name="Reason">Explanation for the user.</param>
internal sealed record RequirementItem(int Pods, string Source, string Reason)
{
    public static RequirementItem Create(Requirement requirement) => new(
        requirement.Pods,
        requirement.Source switch
        {
            RequirementSource.Stated => "stated",
            RequirementSource.Budget => "budget",
            RequirementSource.Quorum => "quorum",
            RequirementSource.Autoscaler => "autoscaler",
            _ => "assumed",
        },
        requirement.Reason);
}

internal sealed record LossItem(
    string DomainKind,
    bool Exposed,
    bool CanBeClosed,
    int UnknownPods,
    IReadOnlyList<DomainLossItem> Domains,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PairItem? WorstPair);

internal sealed record DomainLossItem(string Domain, int Lost, int Left);

internal sealed record PairItem(string First, string Second, int Lost, int Left);

internal sealed record DowntimeItem(
    double Unavailability,
    double Lower,
    double Upper,
    double SecondsPerYear,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MeetsObjective,
    IReadOnlyList<DowntimeCauseItem> Causes);

internal sealed record DowntimeCauseItem(string DomainKind, double SecondsPerYear);

internal sealed record CapacityItem(string DomainKind, string Domain, string Kind, int LostNodes, int Displaced, IReadOnlyList<StrandedItem> Stranded);

internal sealed record StrandedItem(string Subject, int Pods, string Reason);

/// <summary>A check that was skipped, since objects that it needs were not read.</summary>
internal sealed record SkippedCheckItem(string Code, string Title, IReadOnlyList<MissingItem> Missing);

internal sealed record MissingItem(string Kind, string Reason);

internal sealed record BaselineItem(string File, IReadOnlyList<EarlierItem> Gone, IReadOnlyList<EarlierItem> Unseen);

/// <summary>A finding of the earlier report only.</summary>
internal sealed record EarlierItem(string Code, string Severity, string Subject, string Message, string Fingerprint);

[JsonSerializable(typeof(AuditDocument))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
