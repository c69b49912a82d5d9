using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>A wish for a volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StorageClass">Empty for none or the default.</param>
/// <param name="Volume">The volume that it got; empty while it has none.</param>
/// <param name="IsBound">Whether it has one.</param>
/// <param name="IsShared">Whether pods on several nodes may write or read it (ReadWriteMany, ReadOnlyMany).</param>
public sealed record Claim(ObjectName Name, string StorageClass, string Volume, bool IsBound, bool IsShared);

/// <summary>A volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StorageClass">Empty for none.</param>
/// <param name="Driver">Who provides it; empty when it is not a driver of CSI.</param>
/// <param name="Nodes">From where it can be used; null for everywhere.</param>
/// <param name="Claim">Whose it is; null for no one's.</param>
public sealed record Volume(string Name, string StorageClass, string Driver, ImmutableArray<NodeSelectorTerm>? Nodes, ObjectName? Claim);

/// <summary>How volumes are made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provisioner">Who makes them.</param>
/// <param name="WaitsForPod">Whether the volume is made where the first pod goes (WaitForFirstConsumer); else at once, anywhere.</param>
/// <param name="SurvivesZones">Whether its disks are copied to several zones (a sku such as Premium_ZRS); null when it does not say.</param>
/// <param name="IsDefault">Whether claims without a class get it.</param>
public sealed record StorageClass(string Name, string Provisioner, bool WaitsForPod, bool? SurvivesZones, bool IsDefault);
