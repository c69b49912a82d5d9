using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Workloads that one domain takes below their need although the cluster has better places. Axes on which the very same pods fall
/// together are reported in one sentence, under the widest: pods on one node share its zone, too.
/// </summary>
internal sealed class DomainLossRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE101", Severity.Error, "Losing one failure domain leaves fewer pods than required",
        "When this domain fails or is in maintenance, fewer pods serve than the workload requires, although the cluster has other domains for them.",
        "Spread the pods over the domain's label, and run as many pods beyond the requirement as the fullest domain holds.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var serving = new ServingPods(context.Snapshot);
        foreach (WorkloadAudit audit in context.Workloads)
        {
            // One replica is lost with everything it is in; that is reported once, by its own code.
            ImmutableArray<LevelLoss> exposed = audit.Requirement is null || audit.Workload.Replicas <= 1 ? [] :
            [
                .. audit.Losses.Where(loss => loss is { IsExposed: true, CanBeClosed: true })
                    .OrderBy(loss => loss.Level.Kind == DomainKind.NodePool ? 1 : 0),
            ];
            if (exposed.IsEmpty)
            {
                continue;
            }

            List<Pod> pods = serving.Find(audit.Workload);
            List<(LevelLoss Loss, HashSet<string> Sets, List<LevelLoss> Same)> reported = [];
            foreach (LevelLoss loss in exposed)
            {
                HashSet<string> sets = PodSets(context.Domains, loss, pods, audit.Requirement!.Pods);
                int wider = reported.FindIndex(other => sets.IsSubsetOf(other.Sets));
                if (wider >= 0)
                {
                    reported[wider].Same.Add(loss);
                }
                else
                {
                    reported.Add((loss, sets, []));
                }
            }

            foreach ((LevelLoss loss, _, List<LevelLoss> same) in reported.OrderBy(one => one.Loss.Worst!.Left))
            {
                yield return Create(audit, loss, same);
            }
        }
    }

    private static Finding Create(WorkloadAudit audit, LevelLoss loss, List<LevelLoss> same)
    {
        (DomainLoss worst, Requirement need) = (loss.Worst!, audit.Requirement!);
        ImmutableArray<FailureDomain> domains = [.. loss.Losses.Where(one => one.Left < need.Pods).Select(one => one.Domain)];
        string message = string.Create(CultureInfo.InvariantCulture,
            $"{FindingPhrases.Start(worst.Domain.Label)} holds {worst.Lost} of {FindingPhrases.Count(audit.Serving, "serving pod")}: without it {FindingPhrases.Left(worst.Left)}, and {need.Pods} {(need.Pods == 1 ? "is" : "are")} required ({need.Reason}).");
        if (domains.Length > 1)
        {
            message += $" The same applies to {FindingPhrases.List(domains.Skip(1).Select(domain => domain.Label))}.";
        }

        if (same.Count > 0)
        {
            message += $" The same pods share {FindingPhrases.List(same.Select(one => one.Worst!.Domain.Label))}.";
        }

        Finding finding = Finding.Create(Kind, audit.Workload.Name, message, loss.Level.Key) with
        {
            LevelKey = loss.Level.Key,
            Domains = domains,
            Fix = Fix(audit, loss),
        };

        // No failure takes a pool as such; an upgrade goes through it node by node.
        return loss.Level.Kind == DomainKind.NodePool ? finding with { Severity = Severity.Note } : finding;
    }

    private static string Fix(WorkloadAudit audit, LevelLoss loss)
    {
        int max = (audit.Serving + loss.UsableDomains - 1) / Math.Max(1, loss.UsableDomains);
        string how = loss.Level.SpreadLabel is { } label
            ? $"Spread the pods over the label {label}"
            : $"Nodes have no label for their {loss.Level.Title}: write it with nines label, then spread the pods over it";
        return string.Create(CultureInfo.InvariantCulture,
            $"{how}. With {FindingPhrases.Domains(loss.UsableDomains, loss.Level)} available, none of them needs more than {max} of the {FindingPhrases.Pods(audit.Serving)}.");
    }

    /// <summary>For each domain that is one too many: which of the pods are in it.</summary>
    private static HashSet<string> PodSets(DomainMap map, LevelLoss loss, List<Pod> pods, int need)
    {
        var byDomain = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (DomainLoss one in loss.Losses.Where(one => one.Left < need))
        {
            byDomain.Add(one.Domain.Id, []);
        }

        for (int pod = 0; pod < pods.Count; pod++)
        {
            if (map.Of(loss.Level, pods[pod].Node!) is { } domain && byDomain.TryGetValue(domain.Id, out List<int>? members))
            {
                members.Add(pod);
            }
        }

        return [.. byDomain.Values.Select(members => string.Join(',', members))];
    }
}
