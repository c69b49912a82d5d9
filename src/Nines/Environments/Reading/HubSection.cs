using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>A hub network that several regions share.</summary>
internal static class HubSection
{
    private static readonly Key<string> _region = Keys.Optional(
        "region", Texts.Name, "Name of the region whose loss takes the hub. Left out: no region of this file.");

    private static readonly Key<EgressSpec> _firewall = Keys.Optional(
        "firewall", EgressSection.Firewall, "The firewall that all traffic passes. Left out: none.");

    private static readonly Key<OnPremisesSpec> _onPremises = Keys.Required(
        "onPremises", OnPremisesSection.Reader, OnPremisesSection.None, "The link to on-premises.");

    public static MappingReader<HubSpec> Reader { get; } = new(
        "hub", "a hub", "A hub network: a firewall and the link to on-premises, shared by its spokes.",
        [_region, _firewall, _onPremises],
        fields => new HubSpec(
            fields.Name,
            fields.Find(_region),
            fields.Has(_firewall) ? fields.Get(_firewall) : null,
            fields.Get(_onPremises)));
}
