using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>A region or stamp.</summary>
internal static class RegionSection
{
    private static readonly Key<string> _location = Keys.Required("location", Locations.Name, "", "The Azure location, such as westeurope.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "The availability zones in use. Left out: a region without zones.");

    private static readonly Key<NetworkSpec> _network = Keys.Default(
        "network", NetworkSection.Reader, NetworkSection.None, "How traffic gets in, out and to on-premises.");

    private static readonly Key<ClusterSpec> _cluster = Keys.Optional("cluster", ClusterSection.Reader, "The Kubernetes cluster. Left out: none.");

    public static MappingReader<RegionSpec> Reader { get; } = new(
        "region", "a region", "An Azure region, or one stamp in it, by a name of your own.",
        [_location, _zones, _network, _cluster],
        fields =>
        {
            ClusterSpec? cluster = fields.Find(_cluster);
            return new RegionSpec(
                fields.Name,
                fields.Get(_location),
                fields.Get(_zones),
                fields.Get(_network),
                cluster is { Name: "" } ? cluster with { Name = fields.Name } : cluster);
        });
}

/// <summary>Azure locations: the list grows, so only the form is checked.</summary>
internal static class Locations
{
    public static ScalarReader<string> Name { get; } = Texts.Matching(
        "an Azure location such as westeurope", "[a-z][a-z0-9]{2,39}", 40,
        text => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant() is var plain && plain.Length is > 2 and <= 40 && plain != text
            ? $"Did you mean '{plain}'?"
            : null);
}
