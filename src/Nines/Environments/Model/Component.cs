using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>What a component is, for grouping and for drawing.</summary>
public enum ComponentKind
{
    /// <summary>A managed service or an appliance: gateway, registry, directory, database.</summary>
    Service,

    /// <summary>A whole region, zone or other domain going down at once.</summary>
    Domain,
    Node,
    Pod,

    /// <summary>A network path: circuit, tunnel, peering.</summary>
    Link,

    /// <summary>The time during which a redundant part has not taken over yet (phi), or has failed to.</summary>
    Failover,

    /// <summary>One cause that takes several components at once.</summary>
    CommonCause,

    /// <summary>A basic event of a fault tree that came from elsewhere.</summary>
    Event,
}

/// <summary>Something that is up or down, independently of every other component.</summary>
/// <param name="Id">Unique in the system: <c>weu.ingress</c>.</param>
/// <param name="Label">For people: <c>Application Gateway in weu</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Cause">The group under which its downtime is reported; components with an equal cause are added up.</param>
/// <param name="Domain">The narrowest failure domain that holds it; null when there are no domains (fault trees).</param>
/// <param name="Unavailability">Steady-state probability of being down, 0 to 1.</param>
/// <param name="MeanDownTime">Mean length of one outage; null when unknown.</param>
/// <param name="UnavailabilitySource">Where <paramref name="Unavailability"/> came from.</param>
/// <param name="MeanDownTimeSource">Where <paramref name="MeanDownTime"/> came from; null when that is null.</param>
public sealed record Component(
    string Id,
    string Label,
    ComponentKind Kind,
    string Cause,
    FailureDomain? Domain,
    double Unavailability,
    TimeSpan? MeanDownTime,
    Provenance UnavailabilitySource,
    Provenance? MeanDownTimeSource);
