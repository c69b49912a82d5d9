using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>The network of a region.</summary>
internal static class NetworkSection
{
    private static readonly Key<ImmutableArray<string>> _addressSpace = Keys.Default(
        "addressSpace", new ListReader<string>("address blocks", Addresses.Block, Limits.AddressBlocks), [],
        "Address blocks of the virtual network, such as [10.10.0.0/16].");

    private static readonly Key<IngressSpec> _ingress = Keys.Optional("ingress", IngressSection.Reader, "How requests get in. Left out: none do.");
    private static readonly Key<EgressSpec> _egress = Keys.Optional("egress", EgressSection.Reader, "How traffic leaves. Left out: nothing depends on it.");

    private static readonly Key<OnPremisesSpec> _onPremises = Keys.Optional(
        "onPremises", OnPremisesSection.Reader, "The region's own link to on-premises.");

    private static readonly Key<string> _hub = Keys.Optional("hub", Texts.Name, "Name of the hub that holds the link to on-premises.");

    public static NetworkSpec None { get; } = new([], null, null, null, null);

    public static MappingReader<NetworkSpec> Reader { get; } = new(
        "network", "a network", "How traffic gets into the region, out of it, and to on-premises.",
        [_addressSpace, _ingress, _egress, _onPremises, _hub], Build);

    private static NetworkSpec Build(Fields fields)
    {
        if (fields.Has(_onPremises) && fields.Has(_hub))
        {
            fields.Context.Report(
                fields.PositionOfName(_hub), "A network has a link of its own (onPremises) or one through a hub (hub), not both.", "Remove one of the two.");
        }

        return new NetworkSpec(
            fields.Get(_addressSpace), fields.Find(_ingress), fields.Find(_egress), fields.Find(_onPremises), fields.Find(_hub));
    }
}
