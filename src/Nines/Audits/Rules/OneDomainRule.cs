using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;

namespace Nines.Audits.Rules;

/// <summary>Kinds of domains of which the cluster has one, or too few for what its workloads need: no workload can help that.</summary>
internal sealed class OneDomainRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.OneDomain];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        foreach (DomainAxis axis in context.Domains.Axes.Where(axis => axis.Kind != DomainKind.NodePool))
        {
            ImmutableArray<DomainNodes> domains = context.Domains.Of(axis);
            int hit = context.Workloads.Count(audit => audit.Need?.Pods > 0 && audit.Losses.Any(loss => loss.Axis == axis && loss.IsExposed));
            if (domains.Length == 1)
            {
                yield return One(axis, domains[0], context.Domains.UnknownIn(axis).Length, hit);
            }
            else if (TooFew(context, axis, domains.Length) is { } few)
            {
                yield return few;
            }
        }
    }

    private static Exposure One(DomainAxis axis, DomainNodes domain, int unknown, int hit)
    {
        string which = unknown == 0
            ? domain.Nodes.Length == 1 ? "The only node is" : $"All {Wording.Count(domain.Nodes.Length, "node")} are"
            : string.Create(CultureInfo.InvariantCulture, $"{Wording.Count(domain.Nodes.Length, "node")} with a known {axis.Title} are, and {unknown} more of which it is unknown may be,");
        string message = axis.Kind == DomainKind.Node
            ? $"There is one node, {domain.Domain.Id}: {Wording.Count(hit, "workload")} would fall below what they need with it."
            : $"{which} in {domain.Domain.Label}: {Wording.Count(hit, "workload")} would fall below what they need with it.";

        // Most clusters are in one region by design, and what is unknown may well be elsewhere.
        bool isMinor = axis.Kind == DomainKind.Region || unknown > 0;
        Exposure exposure = Exposure.Of(ExposureCatalogue.OneDomain, ClusterSubject.Name, message, axis.Key) with
        {
            AxisKey = axis.Key,
            Domains = [domain.Domain],
        };
        return isMinor ? exposure with { Severity = Severity.Note } : exposure;
    }

    private static Exposure? TooFew(AuditContext context, DomainAxis axis, int domains)
    {
        // With as many domains as pods, one domain holds one pod: where that does not help either, the need is at fault and not the cluster.
        ImmutableArray<WorkloadAudit> hit =
        [
            .. context.Workloads.Where(audit => audit.Workload.Replicas > 1 && audit.Serving > audit.Need?.Pods
                && audit.Losses.Any(loss => loss.Axis == axis && loss is { IsExposed: true, CanBeClosed: false } && loss.UsableDomains == domains)),
        ];
        if (hit.IsEmpty)
        {
            return null;
        }

        WorkloadAudit first = hit[0];
        int wanted = hit.Max(audit => Wanted(audit.Serving, audit.Need!.Pods));
        string message = string.Create(CultureInfo.InvariantCulture,
            $"The nodes are in {domains} {axis.Title}s, which is too few for {Wording.Count(hit.Length, "workload")} such as {first.Workload.Name}, with {first.Serving} pods of which {first.Need!.Pods} are needed ({first.Need.Reason}): it takes {wanted}.");
        return Exposure.Of(ExposureCatalogue.OneDomain, ClusterSubject.Name, message, axis.Key) with { AxisKey = axis.Key, Severity = Severity.Note };
    }

    /// <summary>The fewest domains over which so many pods can lie that no one holds more than can be spared.</summary>
    private static int Wanted(int pods, int need) => (pods + (pods - need) - 1) / (pods - need);
}
