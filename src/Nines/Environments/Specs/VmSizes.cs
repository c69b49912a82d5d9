using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>One VM size of Azure.</summary>
/// <param name="Name">Name in Azure: <c>Standard_D4ls_v5</c>.</param>
/// <param name="Cores">Virtual CPUs that the VM can use: 4 for the constrained <c>Standard_E8-4s_v5</c>.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="MaxDataDisks">Data disks that can be attached at a time.</param>
public sealed record VmSize(string Name, int Cores, long Memory, int MaxDataDisks);

/// <summary>The VM sizes that are known, by name. Immutable.</summary>
public sealed class VmSizeCatalogue
{
    // Not a frozen dictionary: to build one for 1,500 names costs more than the few lookups of a run save.
    private readonly Dictionary<string, VmSize> _byName;

    public VmSizeCatalogue(IEnumerable<VmSize> sizes)
    {
        Sizes = [.. sizes];
        _byName = Sizes.ToDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every size, in the order of the table.</summary>
    public ImmutableArray<VmSize> Sizes { get; }

    /// <summary>Finds a size in any spelling of its letters; null for one that is not in the table.</summary>
    public VmSize? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Adds to each node pool what is known of its size.</summary>
    internal EnvironmentSpec Resolve(EnvironmentSpec spec) => spec with { Regions = [.. spec.Regions.Select(Resolve)] };

    private RegionSpec Resolve(RegionSpec region) => region.Cluster is not { } cluster ? region : region with
    {
        Cluster = cluster with { NodePools = [.. cluster.NodePools.Select(pool => pool with { Machine = Find(pool.Size) })] },
    };
}
