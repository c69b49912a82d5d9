using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>A registry replica in another region.</summary>
internal static class GeoReplicaRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        if (spec.Registry is not { GeoReplicas.IsEmpty: true } registry)
        {
            yield break;
        }

        RegionSpec? home = spec.Regions.FirstOrDefault(region => region.Name == registry.Region);
        string other = spec.Regions.FirstOrDefault(region => region != home)?.Name ?? RegionPairs.Of(home?.Location);
        var changes = new List<DocumentChange>();
        if (registry.Sku != RegistrySku.Premium)
        {
            changes.Add(new DocumentChange("registry.sku", Flow.From("premium")));
        }

        changes.Add(new DocumentChange($"registry.geoReplicas.{other}", Flow.Map(("zoneRedundant", Flow.From("true")))));
        yield return new Improvement("geo-replica", $"A replica of the registry in {other}", [.. changes]);
    }
}
