namespace Nines.FakeAzure.Tenants;

/// <summary>A scale set and the machines in it.</summary>
/// <param name="Id"><c>/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}</c>.</param>
/// <param name="FaultDomainCount">1 spreads as far as possible, and then every view shows fault domain 0, wherever the machine is. Omitted from the answer if null.</param>
/// <param name="IsFlexible">Its machines are resources of their own as well (see <see cref="FakeMachine"/>), and the list of the set contains no domains.</param>
internal sealed record FakeScaleSet(
    string Id, int? FaultDomainCount = 5, bool IsFlexible = false, string Location = "westeurope", IReadOnlyList<FakeInstance>? Instances = null)
{
    public const int AsFarAsPossible = 1;

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <summary>A machine of a scale set.</summary>
/// <param name="InstanceId">A number, or a name in a Flexible set.</param>
/// <param name="FaultDomain">Actual fault domain; null for one that is never reported.</param>
/// <param name="HasView">True when lists include its view; the view of the object alone can always be requested.</param>
internal sealed record FakeInstance(
    string InstanceId, int? FaultDomain = null, int? UpdateDomain = null, string? Zone = null, string? PlacementGroup = null, bool HasView = true);

/// <summary>A machine that is a resource of its own.</summary>
/// <param name="Id"><c>/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/virtualMachines/{name}</c>.</param>
/// <param name="ScaleSet">The id of the Flexible scale set that it is in.</param>
/// <param name="AvailabilitySet">The id of its availability set: with neither, and in a Flexible set, no domains are shown.</param>
/// <param name="HasView">True when the machine includes its view on request.</param>
internal sealed record FakeMachine(
    string Id, int? FaultDomain = null, int? UpdateDomain = null, string? Zone = null, string? ScaleSet = null, string? AvailabilitySet = null,
    string Location = "westeurope", bool HasView = true)
{
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <param name="Page">Machines on one page, from 1.</param>
/// <param name="ExpandsViews">True when <c>$expand=instanceView</c> has an effect.</param>
internal sealed record ComputeSettings(int Page = 100, bool ExpandsViews = true);
