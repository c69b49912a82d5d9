namespace Nines.Azure.FailureDomains;

/// <summary>
/// A scale set in the resource manager. All parts are in lower case, since Azure minds no case and writes the same set in several ways.
/// </summary>
/// <param name="Subscription">A GUID.</param>
public sealed record ScaleSetId(string Subscription, string ResourceGroup, string Name)
{
    /// <summary>From the root of the resource manager, percent-encoded where needed.</summary>
    public string Path =>
        $"{ResourcePath.ForGroup(Subscription, ResourceGroup)}/providers/Microsoft.Compute/virtualMachineScaleSets/{Uri.EscapeDataString(Name)}";

    public override string ToString() => $"{ResourceGroup}/{Name}";

    /// <summary>Reads the id of a resource, as answers hold it; null when it is not that of a scale set.</summary>
    public static ScaleSetId? Parse(string? resourceId) =>
        ResourcePath.Read(resourceId) is { } path && path.Rest is [("virtualmachinescalesets", var name)]
            ? new ScaleSetId(path.Subscription, path.ResourceGroup, name)
            : null;
}

/// <summary>A machine of its own, or one of a Flexible scale set. All parts are in lower case.</summary>
/// <param name="Subscription">A GUID.</param>
public sealed record VirtualMachineId(string Subscription, string ResourceGroup, string Name)
{
    public string Path =>
        $"{ResourcePath.ForGroup(Subscription, ResourceGroup)}/providers/Microsoft.Compute/virtualMachines/{Uri.EscapeDataString(Name)}";

    public override string ToString() => $"{ResourceGroup}/{Name}";
}
