using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

public enum RegistrySku
{
    Basic,
    Standard,
    Premium,
}

/// <param name="Sku">Only Premium can be zone-redundant or geo-replicated.</param>
/// <param name="Region">Name of the home region.</param>
/// <param name="ZoneRedundant">True when the home replica spans zones.</param>
/// <param name="GeoReplicas">Further replicas.</param>
public sealed record RegistrySpec(RegistrySku Sku, string? Region, bool ZoneRedundant, ImmutableArray<GeoReplicaSpec> GeoReplicas);

/// <param name="Region">Name of a region of the file, or an Azure location that only holds the replica.</param>
/// <param name="ZoneRedundant">True when the replica spans zones.</param>
public sealed record GeoReplicaSpec(string Region, bool ZoneRedundant);

/// <summary>The container registry.</summary>
internal static class RegistrySection
{
    private static readonly Key<RegistrySku> _sku = Keys.Default(
        "sku",
        Texts.OneOf("a registry SKU", ("basic", RegistrySku.Basic), ("standard", RegistrySku.Standard), ("premium", RegistrySku.Premium)),
        RegistrySku.Standard,
        "Only premium can be zone-redundant or geo-replicated.",
        "standard");

    private static readonly Key<string> _region = Keys.Optional(
        "region", Texts.Name, "Name of the home region. Default: no region of this file.");

    private static readonly Key<bool> _zoneRedundant = Keys.Default(
        "zoneRedundant", Numbers.Boolean, false, "True if the replica spans zones.", false);

    private static readonly MappingReader<GeoReplicaSpec> _replica = new(
        "geoReplica", "a geo-replica", "A further replica of the registry.", [_zoneRedundant],
        fields => new GeoReplicaSpec(fields.Name, fields.Get(_zoneRedundant)));

    private static readonly Key<ImmutableArray<GeoReplicaSpec>> _geoReplicas = Keys.Default(
        "geoReplicas", new NamedReader<GeoReplicaSpec>("geo-replicas", NameRule.Own, _replica, Limits.Regions), [],
        "Further replicas, by region of this file or by Azure location.");

    public static MappingReader<RegistrySpec> Reader { get; } = new(
        "registry", "a registry", "The container registry that all clusters pull from.", [_sku, _region, _zoneRedundant, _geoReplicas], Build);

    private static RegistrySpec Build(Fields fields)
    {
        var spec = new RegistrySpec(fields.Get(_sku), fields.Find(_region), fields.Get(_zoneRedundant), fields.Get(_geoReplicas));
        if (spec.Sku != RegistrySku.Premium && (!fields.Has(_sku) || fields.IsSound(_sku)))
        {
            string sku = spec.Sku == RegistrySku.Basic ? "basic" : "standard";
            if (spec.ZoneRedundant)
            {
                fields.Report(_zoneRedundant, $"A registry of SKU {sku} cannot be zone-redundant.", "Use sku: premium.");
            }

            if (!spec.GeoReplicas.IsEmpty)
            {
                fields.Context.Report(fields.PositionOfName(_geoReplicas), $"A registry of SKU {sku} cannot be geo-replicated.", "Use sku: premium.");
            }
        }

        return spec;
    }
}
