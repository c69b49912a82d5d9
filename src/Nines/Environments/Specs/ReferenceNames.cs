using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>
/// The names that a <c>requires</c> may use. Within a region (a workload, a component with <c>regions</c>) a short name
/// means the region's own thing first: <c>ingress</c> is <c>green.ingress</c> in region green. Outside, a short name that
/// only regions have means any one of them.
/// </summary>
public static class ReferenceNames
{
    public const string Ingress = "ingress";
    public const string Egress = "egress";
    public const string KubernetesApi = "kubernetes-api";
    public const string OnPremises = "on-premises";
    public const string PullImage = "pull-image";

    /// <summary>All that a region needs to serve a request: ingress and every workload that serves requests.</summary>
    public const string Stamp = "stamp";
    public const string Registry = "registry";
    public const string Entra = "entra";
    public const string GlobalRouting = "global-routing";

    /// <summary>Prefix of a reference to a whole journey: <c>journey.serve</c>.</summary>
    public const string JourneyPrefix = "journey.";

    /// <summary>The names of the default journeys, in report order.</summary>
    public static ImmutableArray<string> DefaultJourneys { get; } =
        ["serve", KubernetesApi, PullImage, OnPremises, "deploy"];

    /// <summary>Every name that resolves in this environment, short and full, each once.</summary>
    public static ImmutableSortedSet<string> Collect(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        names.Add(Entra);
        AddIf(spec.Registry is not null, Registry);
        AddIf(spec.GlobalRouting is not null, GlobalRouting);
        foreach (RegionSpec region in spec.Regions)
        {
            names.Add(region.Name);
            AddRegional(region.Network.Ingress is not null, region, Ingress);
            AddRegional(region.Network.Egress is not null, region, Egress);
            AddRegional(region.Network.OnPremises is not null || region.Network.Hub is not null, region, OnPremises);
            AddRegional(region.Cluster is not null, region, KubernetesApi);
            AddRegional(region.Cluster is not null && spec.Registry is not null, region, PullImage);
            AddRegional(Serves(spec, region), region, Stamp);
            foreach (WorkloadSpec workload in spec.Workloads)
            {
                AddRegional(RunsIn(workload, region), region, workload.Name);
            }
        }

        foreach (ComponentSpec component in spec.Components)
        {
            names.Add(component.Name);
            names.UnionWith(component.Regions.Select(region => $"{region}.{component.Name}"));
        }

        names.UnionWith(DefaultJourneys.Concat(spec.Journeys.Select(journey => journey.Name)).Select(name => JourneyPrefix + name));
        return names.ToImmutable();

        void AddIf(bool condition, string name)
        {
            if (condition)
            {
                names.Add(name);
            }
        }

        void AddRegional(bool condition, RegionSpec region, string name)
        {
            AddIf(condition, name);
            AddIf(condition, $"{region.Name}.{name}");
        }
    }

    /// <summary>True when a region takes part in serving requests: it has an ingress, or a workload that serves requests.</summary>
    public static bool Serves(EnvironmentSpec spec, RegionSpec region)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(region);
        return region.Network.Ingress is not null || spec.Workloads.Any(workload => workload.ServesRequests && RunsIn(workload, region));
    }

    /// <summary>True when a workload has replicas in a region.</summary>
    public static bool RunsIn(WorkloadSpec workload, RegionSpec region)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(region);
        return region.Cluster is not null && (workload.Regions.IsEmpty || workload.Regions.Contains(region.Name));
    }
}
