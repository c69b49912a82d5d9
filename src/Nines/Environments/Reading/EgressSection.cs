using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>What lets traffic out, and the firewall of a hub.</summary>
internal static class EgressSection
{
    private static readonly Key<EgressKind> _kind = Keys.Required(
        "kind",
        Texts.OneOf(
            "an egress kind",
            ("natGateway", EgressKind.NatGateway), ("loadBalancer", EgressKind.LoadBalancer), ("firewall", EgressKind.Firewall)),
        EgressKind.LoadBalancer,
        "What lets traffic out.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "Zones that it spans: one for a zonal gateway. Left out: it is not zonal.");

    public static MappingReader<EgressSpec> Reader { get; } = new(
        "egress", "an egress", "What lets traffic out.", [_kind, _zones],
        fields => new EgressSpec(fields.Get(_kind), fields.Get(_zones)));

    public static MappingReader<EgressSpec> Firewall { get; } = new(
        "firewall", "a firewall", "The firewall that all traffic of the hub passes.", [_zones],
        fields => new EgressSpec(EgressKind.Firewall, fields.Get(_zones)));
}
