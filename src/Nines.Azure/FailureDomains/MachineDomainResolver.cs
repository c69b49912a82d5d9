using System.Collections.Immutable;

namespace Nines.Azure.FailureDomains;

/// <summary>Resolves the answers about a machine: decides which numbers are domains, and gives the reason for each unknown domain.</summary>
internal static class MachineDomainResolver
{
    private const int AsFarAsPossible = 1;

    public static MachineDomains Resolve(Known known)
    {
        ArmMachine? machine = known.Machine;
        UnknownReason fault = FaultReason(known);
        UnknownReason update = UpdateReason(known);
        return new MachineDomains
        {
            Node = known.Node.Node,
            Machine = known.Where,
            FaultDomain = fault == UnknownReason.None ? machine!.FaultDomain : null,
            FaultDomainUnknown = fault,
            UpdateDomain = update == UnknownReason.None ? machine!.UpdateDomain : null,
            UpdateDomainUnknown = update,
            Zone = machine?.Zone,
            ZoneUnknown = machine is null || (machine.Region is null && machine.Zone is null) ? Unread(known)
                : machine.Zone is null ? UnknownReason.NotZonal
                : UnknownReason.None,
            Region = machine?.Region,
            Group = known.SetId?.Path.ToLowerInvariant() ?? machine?.AvailabilitySet,
            PlacementGroup = machine?.PlacementGroup,
            FaultDomainCount = known.Set?.FaultDomainCount,
            Failures = known.Failure is { } failure && !known.SetFailures.Contains(failure) ? known.SetFailures.Add(failure) : known.SetFailures,
        };
    }

    private static UnknownReason FaultReason(Known known)
    {
        if (known.Machine is not { } machine)
        {
            return Unread(known);
        }

        if (known.SetId is null)
        {
            return machine.FaultDomain is not null && machine.AvailabilitySet is not null ? UnknownReason.None : NotShown(known, machine);
        }

        return known.Set?.FaultDomainCount == AsFarAsPossible ? UnknownReason.SpreadAsFarAsPossible
            : machine.FaultDomain is null ? NotShown(known, machine)
            : known.Set?.FaultDomainCount is null && !known.FaultDomainsDiffer ? UnknownReason.CountUnknown
            : UnknownReason.None;
    }

    private static UnknownReason UpdateReason(Known known) => known.Machine is not { } machine ? Unread(known)
        : machine.UpdateDomain is null ? NotShown(known, machine)
        : known.SetId is null && machine.AvailabilitySet is null ? UnknownReason.Alone
        : UnknownReason.None;

    private static UnknownReason NotShown(Known known, ArmMachine machine) =>
        !machine.HasView && known.Failure is { } failure ? failure.Reason
        : known.SetId is null && machine.AvailabilitySet is null ? UnknownReason.Alone
        : known.Set is { IsFlexible: true } ? UnknownReason.FlexibleSet
        : UnknownReason.NotGiven;

    private static UnknownReason Unread(Known known) =>
        known.Where is NotAzureMachine ? UnknownReason.NotAzure : known.Failure?.Reason ?? UnknownReason.NotGiven;
}

/// <summary>Answers about one node's machine and its scale set.</summary>
/// <param name="Machine">Null when it could not be read; then <paramref name="Failure"/> says why.</param>
internal sealed record Known(NodeProvider Node, NodeMachine Where, ArmMachine? Machine, ArmFailure? Failure)
{
    public ScaleSetId? SetId { get; init; }

    /// <summary>Null when the machine is in none, or when its set could not be read.</summary>
    public ArmSet? Set { get; init; }

    /// <summary>Failures of reading the set or its list.</summary>
    public ImmutableArray<ArmFailure> SetFailures { get; init; } = [];

    /// <summary>True if machines of the same set reported different fault domains: then the number is meaningful even if the set's count is unknown.</summary>
    public bool FaultDomainsDiffer { get; init; }
}
