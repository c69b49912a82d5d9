using System.Collections.Immutable;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.FailureDomains;

/// <summary>Domains of the nodes of a cluster as Azure reports them.</summary>
/// <param name="Machines">One for each node that was asked about, in that order.</param>
public sealed record DomainReading(ImmutableArray<MachineDomains> Machines)
{
    /// <summary>All failures, each once, in the order of the nodes.</summary>
    public ImmutableArray<ArmFailure> Failures => [.. Machines.SelectMany(machine => machine.Failures).Distinct()];

    /// <summary>
    /// Human-readable: how many nodes have an unknown domain and why, for each scale set or, where there is none, for all others together; then
    /// what failed. Empty when all is known.
    /// </summary>
    public ImmutableArray<string> Notes =>
    [
        .. Unknown("fault domain", machine => machine.FaultDomainUnknown),
        .. Unknown("update domain", machine => machine.UpdateDomainUnknown),
        .. Unknown("zone", machine => machine.ZoneUnknown).Where(_ => Machines.Any(machine => machine.Zone is not null)),
        .. Failures.Select(failure => failure.Text),
    ];

    /// <summary>Converts the result to failure domains of nodes, independent of Azure.</summary>
    public ImmutableArray<NodeDomains> ToNodeDomains(DomainNaming naming = DomainNaming.Qualified) => DomainNames.From(Machines, naming);

    private IEnumerable<string> Unknown(string what, Func<MachineDomains, UnknownReason> why) => Machines
        .Where(machine => why(machine) != UnknownReason.None)
        .GroupBy(machine => (Where: Place(machine), Reason: why(machine)))
        .Select(group => $"{group.Key.Where}: the {what} of {Count(group)} is unknown: {group.Key.Reason.Text()}.");

    private static string Place(MachineDomains machine) => machine.Machine switch
    {
        ScaleSetInstance instance => $"Scale set {Sanitizer.CleanMessage(instance.ScaleSet.ToString())}",
        SingleMachine when ScaleSetId.Parse(machine.Group) is { } set => $"Scale set {Sanitizer.CleanMessage(set.ToString())}",
        SingleMachine single => $"Machines in {Sanitizer.CleanMessage(single.Id.ResourceGroup)}",
        _ => "Elsewhere",
    };

    private static string Count(IEnumerable<MachineDomains> machines)
    {
        string[] nodes = [.. machines.Select(machine => machine.Node)];
        return nodes.Length == 1 ? $"node {Sanitizer.CleanMessage(nodes[0], 80)}" : $"{nodes.Length:N0} nodes";
    }
}

/// <summary>A node and what its cluster says of the machine below it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="ProviderId"><c>spec.providerID</c>; null when it has none.</param>
public readonly record struct NodeProvider(string Node, string? ProviderId);
