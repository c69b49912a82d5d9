using System.Collections.Immutable;

namespace Nines.Azure.FailureDomains;

/// <summary>Domains of the machine of a node as Azure reports them. An unknown domain is null and has a reason.</summary>
public sealed record MachineDomains
{
    public required string Node { get; init; }

    public required NodeMachine Machine { get; init; }

    /// <summary>From 0, within <see cref="Group"/> (and its zone and placement group): the same number elsewhere is another domain.</summary>
    public int? FaultDomain { get; init; }

    public UnknownReason FaultDomainUnknown { get; init; }

    /// <summary>From 0, within <see cref="Group"/> (and its zone and placement group).</summary>
    public int? UpdateDomain { get; init; }

    public UnknownReason UpdateDomainUnknown { get; init; }

    /// <summary>The zone's number in its region, as this subscription counts.</summary>
    public string? Zone { get; init; }

    public UnknownReason ZoneUnknown { get; init; }

    /// <summary>Such as <c>westeurope</c>; null when it was not detected.</summary>
    public string? Region { get; init; }

    /// <summary>The id, in lower case, of the scale set or availability set within which domains are counted; null when there is none.</summary>
    public string? Group { get; init; }

    /// <summary>Large scale sets have several placement groups, and each counts its fault domains by itself.</summary>
    public string? PlacementGroup { get; init; }

    /// <summary>Of the scale set; null when it was not detected, or for a machine in none.</summary>
    public int? FaultDomainCount { get; init; }

    /// <summary>Failures of reading this machine and its set; empty when everything was read.</summary>
    public ImmutableArray<ArmFailure> Failures { get; init; } = [];
}
