namespace Nines.FakeAzure.Tenants;

/// <summary>A scale set and the machines in it.</summary>
/// <param name="Id"><c>/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}</c>.</param>
/// <param name="FaultDomainCount">1 spreads as far as possible, and then every view shows fault domain 0, wherever the machine is. Left out of the answer when null.</param>
/// <param name="IsFlexible">Its machines are resources of their own as well (see <see cref="FakeMachine"/>), and the list of the set tells no domains.</param>
internal sealed record FakeScaleSet(
    string Id, int? FaultDomainCount = 5, bool IsFlexible = false, string Location = "westeurope", IReadOnlyList<FakeInstance>? Instances = null)
{
    public const int AsFarAsPossible = 1;

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <summary>A machine of a scale set.</summary>
/// <param name="InstanceId">A number, or a name in a Flexible set.</param>
/// <param name="FaultDomain">Where it really is; null for one that nobody tells of.</param>
/// <param name="HasView">Whether lists have its view; by itself the view can always be asked for.</param>
internal sealed record FakeInstance(
    string InstanceId, int? FaultDomain = null, int? UpdateDomain = null, string? Zone = null, string? PlacementGroup = null, bool HasView = true);

/// <summary>A machine that is a resource of its own.</summary>
/// <param name="Id"><c>/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/virtualMachines/{name}</c>.</param>
/// <param name="ScaleSet">The id of the Flexible scale set that it is in.</param>
/// <param name="AvailabilitySet">The id of its availability set: with neither, and in a Flexible set, no domains are shown.</param>
/// <param name="HasView">Whether the machine comes with its view when that is asked for.</param>
internal sealed record FakeMachine(
    string Id, int? FaultDomain = null, int? UpdateDomain = null, string? Zone = null, string? ScaleSet = null, string? AvailabilitySet = null,
    string Location = "westeurope", bool HasView = true)
{
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <param name="Page">Machines on one page, from 1.</param>
/// <param name="ExpandsViews">Whether <c>$expand=instanceView</c> is honoured.</param>
internal sealed record ComputeSettings(int Page = 100, bool ExpandsViews = true);
