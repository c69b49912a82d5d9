using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>
/// An environment as described in <c>environment.yaml</c>: validated, immutable, in file order.
/// Names are unique within their collection and match <c>[a-z][a-z0-9-]*</c>; every reference in it resolves.
/// </summary>
public sealed record EnvironmentSpec
{
    public required string Name { get; init; }
    public ImmutableArray<RegionSpec> Regions { get; init; } = [];

    /// <summary>Shared hub networks that hold the on-premises link of several regions.</summary>
    public ImmutableArray<HubSpec> Hubs { get; init; } = [];
    public RegistrySpec? Registry { get; init; }
    public IdentitySpec? Identity { get; init; }
    public GlobalRoutingSpec? GlobalRouting { get; init; }
    public ImmutableArray<WorkloadSpec> Workloads { get; init; } = [];
    public AllowListSpec Allow { get; init; } = new();
    public ImmutableArray<ComponentSpec> Components { get; init; } = [];

    /// <summary>Journeys defined or redefined by the file; the defaults are added when the model is built.</summary>
    public ImmutableArray<JourneySpec> Journeys { get; init; } = [];

    /// <summary>Objectives by journey name, as unavailability 0 to 1. Also for default journeys.</summary>
    public ImmutableDictionary<string, double> Objectives { get; init; } = ImmutableDictionary<string, double>.Empty;

    public ImmutableArray<CommonCauseSpec> CommonCauses { get; init; } = [];

    /// <summary>
    /// Availabilities that replace defaults, by component id (<c>weu.ingress</c>) or by catalogue service (<c>zone</c>,
    /// <c>node</c>, <c>aks.apiserver</c>); a component id wins over a service.
    /// </summary>
    public ImmutableDictionary<string, AvailabilitySpec> Availabilities { get; init; } =
        ImmutableDictionary<string, AvailabilitySpec>.Empty;

    public TimingSpec Timings { get; init; } = new();
}
