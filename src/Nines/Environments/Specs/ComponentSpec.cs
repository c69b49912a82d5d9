using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>A free-form component: anything that the rest of the file has no word for.</summary>
/// <param name="Name">Unique among components, workloads and regions.</param>
/// <param name="Label">For people; the name when not told.</param>
/// <param name="Service">Catalogue id, <c>service</c> or <c>service/configuration</c>; null when the availability is stated or it is only a group.</param>
/// <param name="Availability">Stated availability of one replica; null when <paramref name="Service"/> gives it or it is only a group.</param>
/// <param name="Regions">
/// Regions that each hold an instance of it (<c>green.database</c>), lost with the region; empty for one global instance.
/// What stands in a region finds the instance of its own region first.
/// </param>
/// <param name="Zones">Zones that its replicas are spread over; empty when it is not zonal.</param>
/// <param name="Replicas">Identical replicas, 1 or more.</param>
/// <param name="Needed">Number of them that must be up.</param>
/// <param name="Requires">The requirement for working; null for none.</param>
/// <param name="Position">Position in the file.</param>
public sealed record ComponentSpec(
    string Name,
    string Label,
    string? Service,
    AvailabilitySpec? Availability,
    ImmutableArray<string> Regions,
    ImmutableArray<int> Zones,
    int Replicas,
    int Needed,
    RequirementSpec? Requires,
    SourcePosition Position);

/// <param name="Name">Unique; the name of a default journey replaces its definition.</param>
/// <param name="Title">For people; null for the default title or the name.</param>
/// <param name="Requires">The requirement; null keeps the default definition.</param>
public sealed record JourneySpec(string Name, string? Title, RequirementSpec? Requires);

/// <summary>Requirement of something: a tree of bounded depth.</summary>
public abstract record RequirementSpec(SourcePosition Position);

/// <summary>One thing by name: see docs/predict.md for the names that the model offers.</summary>
public sealed record ReferenceRequirement(SourcePosition Position, string Name) : RequirementSpec(Position);

/// <summary>At least <paramref name="Needed"/> of the items: all of them, any, or k.</summary>
public sealed record CombinedRequirement(SourcePosition Position, int Needed, ImmutableArray<RequirementSpec> Items)
    : RequirementSpec(Position);

/// <summary>An active part and a standby that takes over.</summary>
/// <param name="Position">Position in the file.</param>
/// <param name="Active">The part that carries the load.</param>
/// <param name="Standby">The part that takes over.</param>
/// <param name="Failover">Times and coverage of the failover.</param>
/// <param name="TestInterval">Time between tests of the standby; null when its failures are noticed at once.</param>
public sealed record StandbyRequirement(
    SourcePosition Position, RequirementSpec Active, RequirementSpec Standby, FailoverSpec Failover, TimeSpan? TestInterval)
    : RequirementSpec(Position);
