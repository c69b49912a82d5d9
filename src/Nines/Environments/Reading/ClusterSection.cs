using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>A Kubernetes cluster.</summary>
internal static class ClusterSection
{
    private static readonly Key<string> _name = Keys.Default("name", Texts.Name, "", "The cluster's name. Left out: the region's.");

    private static readonly Key<ClusterTier> _tier = Keys.Default(
        "tier",
        Texts.OneOf("a cluster tier", ("free", ClusterTier.Free), ("standard", ClusterTier.Standard), ("premium", ClusterTier.Premium)),
        ClusterTier.Free,
        "Pricing tier: it decides the SLA of the API server. Free has none.",
        "free");

    private static readonly Key<string> _version = Keys.Optional(
        "version",
        Texts.Matching("a Kubernetes version such as \"1.35\"", "1\\.[0-9]{1,3}(\\.[0-9]{1,3})?", 12),
        "Kubernetes version, in quotes. Left out: the platform's default.");

    private static readonly Key<string> _podAddresses = Keys.Optional(
        "podAddresses", Addresses.Block, "Address block of pods. Left out: the overlay's default.");

    private static readonly Key<string> _serviceAddresses = Keys.Optional(
        "serviceAddresses", Addresses.Block, "Address block of services. Left out: the platform's default.");

    private static readonly Key<ImmutableArray<NodePoolSpec>> _nodePools = Keys.Required(
        "nodePools", new NamedReader<NodePoolSpec>("node pools", NameRule.Own, NodePoolSection.Reader, Limits.NodePools, 1), [],
        "Node pools by name; at least one of mode system.");

    public static MappingReader<ClusterSpec> Reader { get; } = new(
        "cluster", "a cluster", "An AKS cluster.",
        [_name, _tier, _version, _podAddresses, _serviceAddresses, _nodePools], Build);

    private static ClusterSpec Build(Fields fields)
    {
        ImmutableArray<NodePoolSpec> pools = fields.Get(_nodePools);
        if (fields.IsSound(_nodePools) && !pools.Any(pool => pool.Mode == NodePoolMode.System))
        {
            fields.Report(_nodePools, "No node pool has mode system; a cluster needs one.", "Add mode: system to one of them.");
        }

        return new ClusterSpec(
            fields.Get(_name),
            fields.Get(_tier),
            fields.Find(_version),
            fields.Find(_podAddresses),
            fields.Find(_serviceAddresses),
            pools);
    }
}
