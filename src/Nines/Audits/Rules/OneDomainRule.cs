using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Kinds of domains of which the cluster has one, or too few for what its workloads need: no workload can help that.</summary>
internal sealed class OneDomainRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE801", Severity.Warning, "The cluster is in a single failure domain",
        "No workload can be spread over a single domain: this is a gap of the cluster.",
        "Add node pools in other zones, or scale sets with more fault domains.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (DomainLevel level in context.Domains.Levels.Where(level => level.Kind != DomainKind.NodePool))
        {
            ImmutableArray<DomainNodes> domains = context.Domains.Of(level);
            int hit = context.Workloads.Count(audit => audit.Requirement?.Pods > 0 && audit.Losses.Any(loss => loss.Level == level && loss.IsExposed));
            if (domains.Length == 1)
            {
                yield return One(level, domains[0], context.Domains.UnknownIn(level).Length, hit);
            }
            else if (TooFew(context, level, domains.Length) is { } few)
            {
                yield return few;
            }
        }
    }

    private static Finding One(DomainLevel level, DomainNodes domain, int unknown, int hit)
    {
        string which = unknown == 0
            ? domain.Nodes.Length == 1 ? "The only node is" : $"All {FindingPhrases.Count(domain.Nodes.Length, "node")} are"
            : string.Create(CultureInfo.InvariantCulture, $"{FindingPhrases.Count(domain.Nodes.Length, "node")} with a known {level.Title} are, and {unknown} more of which it is unknown may be,");
        string message = level.Kind == DomainKind.Node
            ? $"There is one node, {domain.Domain.Id}: {FindingPhrases.Count(hit, "workload")} would have fewer pods than required without it."
            : $"{which} in {domain.Domain.Label}: {FindingPhrases.Count(hit, "workload")} would have fewer pods than required without it.";

        // Most clusters are in one region by design, and what is unknown may well be elsewhere.
        bool isMinor = level.Kind == DomainKind.Region || unknown > 0;
        Finding finding = Finding.Create(Kind, ClusterSubject.Name, message, level.Key) with
        {
            LevelKey = level.Key,
            Domains = [domain.Domain],
        };
        return isMinor ? finding with { Severity = Severity.Note } : finding;
    }

    private static Finding? TooFew(AuditContext context, DomainLevel level, int domains)
    {
        // With as many domains as pods, one domain holds one pod: where that does not help either, the need is at fault and not the cluster.
        ImmutableArray<WorkloadAudit> hit =
        [
            .. context.Workloads.Where(audit => audit.Workload.Replicas > 1 && audit.Serving > audit.Requirement?.Pods
                && audit.Losses.Any(loss => loss.Level == level && loss is { IsExposed: true, CanBeClosed: false } && loss.UsableDomains == domains)),
        ];
        if (hit.IsEmpty)
        {
            return null;
        }

        WorkloadAudit first = hit[0];
        int wanted = hit.Max(audit => Wanted(audit.Serving, audit.Requirement!.Pods));
        string message = string.Create(CultureInfo.InvariantCulture,
            $"The nodes are in {domains} {level.Title}s, which is too few for {FindingPhrases.Count(hit.Length, "workload")} such as {first.Workload.Name}, with {first.Serving} pods of which {first.Requirement!.Pods} are required ({first.Requirement.Reason}): {wanted} are required.");
        return Finding.Create(Kind, ClusterSubject.Name, message, level.Key) with { LevelKey = level.Key, Severity = Severity.Note };
    }

    /// <summary>The fewest domains over which so many pods can lie that no one holds more than can be spared.</summary>
    private static int Wanted(int pods, int need) => (pods + (pods - need) - 1) / (pods - need);
}
