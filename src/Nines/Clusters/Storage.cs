using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>A request for a volume (PersistentVolumeClaim).</summary>
/// <param name="Name">Its name.</param>
/// <param name="StorageClass">Empty for none or the default.</param>
/// <param name="Volume">Name of its volume; empty while it has none.</param>
/// <param name="IsBound">True once it has a volume.</param>
/// <param name="IsShared">True if pods on several nodes may use it (ReadWriteMany, ReadOnlyMany).</param>
public sealed record Claim(ObjectName Name, string StorageClass, string Volume, bool IsBound, bool IsShared);

/// <summary>A volume (PersistentVolume).</summary>
/// <param name="Name">Its name.</param>
/// <param name="StorageClass">Empty for none.</param>
/// <param name="Driver">Name of its CSI driver; empty for other volumes.</param>
/// <param name="Nodes">Nodes that can use it; null for all.</param>
/// <param name="Claim">Its claim; null for none.</param>
public sealed record Volume(string Name, string StorageClass, string Driver, ImmutableArray<NodeSelectorTerm>? Nodes, ObjectName? Claim);

/// <summary>A class of volumes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provisioner">Name of the driver that creates them.</param>
/// <param name="WaitsForPod">True if the volume is created in the zone of its first pod (WaitForFirstConsumer), false if at once in any zone.</param>
/// <param name="SurvivesZones">True if its disks are replicated across zones (a sku such as Premium_ZRS); null when unknown.</param>
/// <param name="IsDefault">True if claims without a class get it.</param>
public sealed record StorageClass(string Name, string Provisioner, bool WaitsForPod, bool? SurvivesZones, bool IsDefault);

/// <summary>A bound volume of a pod that some nodes only may reach.</summary>
public sealed record PodVolume
{
    /// <summary>Human-readable.</summary>
    public string Name { get; init; } = "";

    /// <summary>Node affinity of the volume: at least one term must match; null for all nodes.</summary>
    public ImmutableArray<NodeSelectorTerm>? Nodes { get; init; }

    /// <summary>The volume's own zone and region labels, each with the values it allows.</summary>
    public ImmutableArray<(string Key, ImmutableArray<string> Values)> ZoneLabels { get; init; } = [];
}
