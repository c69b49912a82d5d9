using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>Converts an answer to its JSON document.</summary>
internal static class AuditJson
{
    public const string Schema = "nines.audit/v1";

    // One blank per level, since the document is large.
    private static readonly AuditJsonContext s_context = new(JsonOutput.CreateOptions(indent: 1));

    public static string Render(AuditAnswer answer, OutputStamp stamp)
    {
        AuditReport report = answer.Report;
        IEnumerable<WorkloadAudit> workloads = answer.Focus is { } focus ? [focus] : report.Workloads;
        return JsonOutput.Write(
            new AuditDocument(
                Schema,
                stamp.Tool,
                stamp.Time,
                stamp.Source,
                Cluster(report.Snapshot),
                report.Score,
                new CountsItem(Count(answer, Severity.Error), Count(answer, Severity.Warning), Count(answer, Severity.Note), report.Ignored.Length),
                [.. report.Domains.Levels.Select(level => Level(report.Domains, level))],
                [.. answer.Findings.Select(finding => Item(finding, answer.Baseline, null))],
                [.. report.Ignored.Select(ignored => Item(ignored.Finding, null, ignored.By))],
                [.. workloads.Select(WorkloadItems.Create)],
                [.. report.Capacity.Select(Capacity)],
                [
                    .. report.Unjudged.Select(unjudged => new SkippedCheckItem(
                        unjudged.Kind.Code, unjudged.Kind.Title, [.. unjudged.Missing.Select(missing => new MissingItem(missing.Kind, missing.Reason))])),
                ],
                report.Notes,
                answer.Baseline is { } baseline ? new BaselineItem(baseline.File, [.. baseline.Gone.Select(Earlier)], [.. baseline.Unseen.Select(Earlier)]) : null),
            s_context.AuditDocument);
    }

    private static ClusterItem Cluster(ClusterSnapshot snapshot) => new(
        snapshot.TakenAt,
        snapshot.MinorVersion is { } minor ? $"1.{minor}" : null,
        snapshot.Nodes.Length,
        snapshot.Workloads.Length,
        snapshot.Workloads.Sum(workload => workload.Pods.Length));

    private static int Count(AuditAnswer answer, Severity severity) => answer.Findings.Count(finding => finding.Severity == severity);

    private static LevelItem Level(DomainMap map, DomainLevel level) => new(
        level.Key,
        level.SpreadLabel,
        [.. map.Of(level).Select(domain => new DomainItem(domain.Domain.Id, domain.Domain.Label, [.. domain.Nodes]))],
        [.. map.UnknownIn(level)]);

    private static FindingItem Item(Finding finding, BaselineComparison? baseline, string? ignoredBy) => new(
        finding.Kind.Code,
        AuditPhrases.Level(finding.Severity),
        finding.Kind.Title,
        finding.Subject.ToString(),
        finding.Subject.Namespace,
        finding.Subject.Kind,
        finding.Subject.Name,
        finding.Message,
        finding.Fix.Length > 0 ? finding.Fix : finding.Kind.Fix,
        finding.Fingerprint,
        finding.Detail.Length > 0 ? finding.Detail : null,
        finding.LevelKey.Length > 0 ? finding.LevelKey : null,
        finding.LevelKey.Length > 0 ? [.. finding.Domains.Select(domain => domain.Id)] : null,
        baseline is null ? null : AuditPhrases.State(baseline.GetState(finding)),
        ignoredBy);

    private static CapacityItem Capacity(CapacityLoss loss) => new(
        loss.Level.Key,
        loss.Domain.Id,
        loss.Kind == LossKind.Deleted ? "deleted" : "unreachable",
        loss.LostNodes,
        loss.Displaced,
        [.. loss.Stranded.Select(stranded => new StrandedItem(stranded.Workload.ToString(), stranded.Pods, stranded.Reason))]);

    private static EarlierItem Earlier(BaselineFinding finding) =>
        new(finding.Code, AuditPhrases.Level(finding.Severity), finding.Subject, finding.Message, finding.Fingerprint);
}
