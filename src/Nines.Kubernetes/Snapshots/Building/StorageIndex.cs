using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Claims, their volumes and classes.</summary>
internal sealed class StorageIndex
{
    private const string ZonesBetween = "__";
    private static readonly string[] s_placeLabels = [Node.ZoneLabel, Node.RegionLabel, Node.OldZoneLabel, Node.OldRegionLabel];
    private static readonly string[] s_defaultMarks = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    private readonly Dictionary<(string Namespace, string Name), PodVolume> _places = [];

    public StorageIndex(ClusterRecords records, SelectorMapping selectors)
    {
        var volumes = new Dictionary<string, PodVolume>(StringComparer.Ordinal);
        ImmutableArray<Volume>.Builder all = ImmutableArray.CreateBuilder<Volume>(records.Volumes.Count);
        foreach (PersistentVolumeRecord volume in records.Volumes.OrderBy(volume => volume.Metadata.Name, StringComparer.Ordinal))
        {
            string name = volume.Metadata.Name;
            ImmutableArray<NodeSelectorTerm>? nodes = selectors.Map(volume.Spec.NodeAffinity?.Required, name);
            ObjectName? claim = volume.Spec.ClaimRef is { Name.Length: > 0 } key ? new ObjectName(SnapshotKinds.Claim, key.Namespace, key.Name) : null;
            all.Add(new Volume(name, volume.Spec.StorageClassName, volume.Spec.Csi?.Driver ?? "", nodes, claim));
            volumes[name] = new PodVolume { Name = name, Nodes = nodes, ZoneLabels = PlacesOf(volume) };
        }

        foreach (PersistentVolumeClaimRecord claim in records.Claims)
        {
            if (claim.Spec.VolumeName.Length > 0 && volumes.TryGetValue(claim.Spec.VolumeName, out PodVolume? volume)
                && (volume.Nodes is not null || !volume.ZoneLabels.IsEmpty))
            {
                _places[(claim.Metadata.Namespace, claim.Metadata.Name)] = volume;
            }
        }

        AllVolumes = all.ToImmutable();
        AllClaims =
        [
            .. records.Claims
                .Select(claim => new Claim(
                    new ObjectName(SnapshotKinds.Claim, claim.Metadata.Namespace, claim.Metadata.Name),
                    claim.Spec.StorageClassName ?? "", claim.Spec.VolumeName,
                    claim.Status.Phase == "Bound" || (claim.Status.Phase.Length == 0 && claim.Spec.VolumeName.Length > 0),
                    Array.Exists(claim.Spec.AccessModes, mode => mode is "ReadWriteMany" or "ReadOnlyMany")))
                .OrderBy(claim => claim.Name),
        ];
        AllClasses = [.. records.StorageClasses.Select(Map).OrderBy(storage => storage.Name, StringComparer.Ordinal)];
    }

    public ImmutableArray<Volume> AllVolumes { get; }

    public ImmutableArray<Claim> AllClaims { get; }

    public ImmutableArray<StorageClass> AllClasses { get; }

    /// <summary>Returns the volumes of claims that some nodes only can use; claims without a volume, or with one for all nodes, are omitted.</summary>
    public ImmutableArray<PodVolume> Volumes(string ns, ImmutableArray<string> claims)
    {
        ImmutableArray<PodVolume> found = [];
        foreach (string claim in claims)
        {
            if (_places.TryGetValue((ns, claim), out PodVolume? volume))
            {
                found = found.Add(volume);
            }
        }

        return found;
    }

    // A disk in several zones names them all in one value.
    private static ImmutableArray<(string Key, ImmutableArray<string> Values)> PlacesOf(PersistentVolumeRecord volume)
    {
        ImmutableArray<(string Key, ImmutableArray<string> Values)> places = [];
        foreach (string key in s_placeLabels)
        {
            if (volume.Metadata.Labels.TryGetValue(key, out string? value))
            {
                places = places.Add((key, [.. value.Split(ZonesBetween).Select(zone => zone.Trim())]));
            }
        }

        return places;
    }

    private static StorageClass Map(StorageClassRecord storage)
    {
        string sku = storage.Parameters is not { } parameters ? ""
            : parameters.SkuName.Length > 0 ? parameters.SkuName
            : parameters.LowerSkuName.Length > 0 ? parameters.LowerSkuName
            : parameters.StorageAccountType;
        return new StorageClass(
            storage.Metadata.Name, storage.Provisioner, storage.VolumeBindingMode == "WaitForFirstConsumer",
            sku.Length == 0 ? null : sku.EndsWith("_ZRS", StringComparison.OrdinalIgnoreCase),
            s_defaultMarks.Any(mark => storage.Metadata.Annotations.Kept.TryGetValue(mark, out string? value) && value == "true"));
    }
}
