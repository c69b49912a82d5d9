namespace Nines.Azure.FailureDomains;

/// <summary>The machine of a node, parsed from <c>spec.providerID</c>.</summary>
public abstract record NodeMachine
{
    private const string Scheme = "azure://";

    private protected NodeMachine()
    {
    }

    /// <summary>Reads a provider id. Never fails: what is not known to be a machine in Azure is a <see cref="NotAzureMachine"/>.</summary>
    /// <param name="providerId">As the node has it, in any case; null or empty when it has none.</param>
    public static NodeMachine Parse(string? providerId)
    {
        if (string.IsNullOrEmpty(providerId))
        {
            return new NotAzureMachine();
        }

        if (!providerId.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new NotAzureMachine();
        }

        return ResourcePath.Read(providerId[Scheme.Length..]) switch
        {
            { Rest: [("virtualmachinescalesets", var set), ("virtualmachines", var instance)] } path =>
                new ScaleSetInstance(new ScaleSetId(path.Subscription, path.ResourceGroup, set), instance),
            { Rest: [("virtualmachines", var name)] } path =>
                new SingleMachine(new VirtualMachineId(path.Subscription, path.ResourceGroup, name)),
            _ => new NotAzureMachine(),
        };
    }
}

/// <summary>An instance of a scale set.</summary>
/// <param name="Instance">A number in a Uniform scale set, the name of a machine in a Flexible one; in lower case.</param>
public sealed record ScaleSetInstance(ScaleSetId ScaleSet, string Instance) : NodeMachine;

/// <summary>A virtual machine with an id of its own: alone, in an availability set, or in a Flexible scale set.</summary>
public sealed record SingleMachine(VirtualMachineId Id) : NodeMachine;

/// <summary>No machine that the resource manager could be asked about.</summary>
public sealed record NotAzureMachine : NodeMachine;
