using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Who may come in and where traffic may go.</summary>
internal static class AllowSection
{
    private static readonly Key<ImmutableArray<string>> _ingress = Keys.Default(
        "ingress", new ListReader<string>("address blocks", Addresses.Block, Limits.AddressBlocks), [],
        "Address blocks that may reach the ingress.");

    private static readonly Key<ImmutableArray<string>> _egress = Keys.Default(
        "egress", new ListReader<string>("destinations", Addresses.Destination, Limits.AddressBlocks), [],
        "Address blocks or host names that may be reached; a host name may start with *. .");

    public static MappingReader<AllowListSpec> Reader { get; } = new(
        "allow", "an allow-list", "Who may come in and where traffic may go.", [_ingress, _egress],
        fields => new AllowListSpec { Ingress = fields.Get(_ingress), Egress = fields.Get(_egress) });
}
