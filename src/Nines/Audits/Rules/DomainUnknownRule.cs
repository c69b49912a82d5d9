using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Nodes without a known zone, fault domain or update domain. The last two are expected on Azure only, or where
/// some nodes say them; and a fault domain only where there is no zone, which says more.
/// </summary>
internal sealed class DomainUnknownRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE806", Severity.Note, "Unknown failure domain of nodes",
        "Shared failures of these nodes are not evaluated, and the scheduler cannot spread over this kind of domain.",
        "Run nines label, or name the label with --domain.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        ImmutableArray<Node> nodes = context.Snapshot.Nodes;
        DomainLevel? zones = context.Domains.Level(DomainKinds.Zone);
        DomainLevel? faults = context.Domains.Level(DomainKinds.FaultDomain);
        DomainLevel? updates = context.Domains.Level(DomainKinds.UpdateDomain);
        bool HasZone(Node node) => zones is not null && context.Domains.Of(zones, node.Name) is not null;
        bool Knows(DomainLevel? level, Node node) => level is not null && context.Domains.Of(level, node.Name) is not null;
        (string Key, ImmutableArray<Node> Unknown)[] found =
        [
            // A node with a fault domain is known to be in no zone: that is the phantom's business, or the cluster has none.
            (DomainKinds.Zone, [.. nodes.Where(node => !HasZone(node) && !Knows(faults, node))]),
            (DomainKinds.FaultDomain, [.. nodes.Where(node => !HasZone(node) && !Knows(faults, node) && (faults is not null || IsAzure(node)))]),
            (DomainKinds.UpdateDomain, [.. nodes.Where(node => !Knows(updates, node) && (updates is not null || IsAzure(node)))]),
        ];
        foreach ((string key, ImmutableArray<Node> unknown) in found.Where(one => !one.Unknown.IsEmpty))
        {
            string which = unknown.Length == nodes.Length ? "any node" : string.Create(CultureInfo.InvariantCulture, $"{unknown.Length} of {nodes.Length} nodes");
            string such = unknown.Length == nodes.Length ? "" : $", such as {unknown[0].Name}";
            yield return Finding.Create(
                Kind, ClusterSubject.Name, $"The {key.Replace('-', ' ')} of {which} is unknown{such}.", key) with
            {
                LevelKey = key,
            };
        }
    }

    private static bool IsAzure(Node node) => ScaleSetName.IsAzure(node.ProviderId) || node.Labels.ContainsKey(DomainKinds.AzurePoolLabel);
}
