using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Nodes with a mere number for a zone beside nodes with zones: the scheduler takes the number for one more zone.</summary>
internal sealed class PhantomDomainRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE805", Severity.Warning, "A value of the zone label is not a zone",
        "Nodes without a zone have a number in the zone label (on Azure a fault domain), which the scheduler treats as one more zone: spreading counts it, and pods there share a real zone with others.",
        "Do not mix zonal and regional node pools under one spread constraint; restrict the workload to zonal pools.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (string label in DomainKinds.ZoneLabels)
        {
            ILookup<string, Node> zones = context.Snapshot.Nodes
                .Where(node => !string.IsNullOrWhiteSpace(node.Labels.GetValueOrDefault(label)))
                .ToLookup(node => node.Labels[label], StringComparer.Ordinal);
            if (zones.All(zone => DomainKinds.IsNumber(zone.Key)))
            {
                continue;
            }

            foreach (IGrouping<string, Node> phantom in zones.Where(zone => DomainKinds.IsNumber(zone.Key)).OrderBy(zone => zone.Key, StringComparer.Ordinal))
            {
                ImmutableArray<Node> nodes = [.. phantom];
                DomainLevel? pools = context.Domains.Level(DomainKinds.NodePool);
                ImmutableArray<string> names =
                [
                    .. nodes.Select(node => (pools is null ? null : context.Domains.Of(pools, node.Name)?.Label) ?? "node " + node.Name)
                        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                ];
                string message = $"{FindingPhrases.Count(nodes.Length, "node")} ({FindingPhrases.List(names)}) {(nodes.Length == 1 ? "has" : "have")} '{Sanitizer.Clean(phantom.Key, 80)}' in the label {label}, where others have zones: "
                    + "it is a fault domain, and the scheduler spreads over it as over a zone.";
                yield return Finding.Create(Kind, ClusterSubject.Name, message, $"{DomainKinds.Zone}={phantom.Key}") with
                {
                    LevelKey = DomainKinds.Zone,
                };
            }

            // Nodes carry both labels alike; the newer one says it.
            yield break;
        }
    }
}
