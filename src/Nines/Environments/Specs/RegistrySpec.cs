using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

public enum RegistrySku
{
    Basic,
    Standard,
    Premium,
}

/// <param name="Sku">Only Premium can be geo-replicated.</param>
/// <param name="Region">Name of the home region.</param>
/// <param name="GeoReplicas">Further replicas.</param>
public sealed record RegistrySpec(RegistrySku Sku, string? Region, ImmutableArray<GeoReplicaSpec> GeoReplicas);

/// <param name="Region">Name of a region of the file, or an Azure location that only holds the replica.</param>
public sealed record GeoReplicaSpec(string Region);

/// <summary>The container registry.</summary>
internal static class RegistrySection
{
    private static readonly Key<RegistrySku> _sku = Keys.Default(
        "sku",
        Texts.OneOf("a registry SKU", ("basic", RegistrySku.Basic), ("standard", RegistrySku.Standard), ("premium", RegistrySku.Premium)),
        RegistrySku.Standard,
        "Only premium can be geo-replicated.",
        "standard");

    private static readonly Key<string> _region = Keys.Optional(
        "region", Texts.Name, "Name of the home region. Default: no region of this file.");

    private static readonly Key<bool> _zoneRedundant = Keys.Default(
        "zoneRedundant", Numbers.Boolean, false, "Without effect: a registry of any SKU spans the zones of a region that has them.", false);

    private static readonly MappingReader<GeoReplicaSpec> _replica = new(
        "geoReplica", "a geo-replica", "A further replica of the registry.", [_zoneRedundant],
        fields =>
        {
            _ = fields.Get(_zoneRedundant);
            return new GeoReplicaSpec(fields.Name);
        });

    private static readonly Key<ImmutableArray<GeoReplicaSpec>> _geoReplicas = Keys.Default(
        "geoReplicas", new NamedReader<GeoReplicaSpec>("geo-replicas", NameRule.Own, _replica, Limits.Regions), [],
        "Further replicas, by region of this file or by Azure location.");

    public static MappingReader<RegistrySpec> Reader { get; } = new(
        "registry", "a registry", "The container registry that all clusters pull from.", [_sku, _region, _zoneRedundant, _geoReplicas], Build);

    private static RegistrySpec Build(Fields fields)
    {
        _ = fields.Get(_zoneRedundant);
        var spec = new RegistrySpec(fields.Get(_sku), fields.Find(_region), fields.Get(_geoReplicas));
        if (spec.Sku != RegistrySku.Premium && !spec.GeoReplicas.IsEmpty && (!fields.Has(_sku) || fields.IsSound(_sku)))
        {
            string sku = spec.Sku == RegistrySku.Basic ? "basic" : "standard";
            fields.Context.Report(fields.PositionOfName(_geoReplicas), $"A registry of SKU {sku} cannot be geo-replicated.", "Use sku: premium.");
        }

        return spec;
    }
}
