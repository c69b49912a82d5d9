using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>
/// Names that a <c>requires</c> may use. Within a region (a workload, a component with <c>regions</c>) a short name
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

    /// <summary>Everything that a region needs to serve a request: ingress and every workload that serves requests.</summary>
    public const string Stamp = "stamp";
    public const string Registry = "registry";
    public const string Entra = "entra";
    public const string GlobalRouting = "global-routing";

    /// <summary>Prefix of a reference to a journey: <c>journey.serve</c>.</summary>
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

/// <summary>Scope of a journey in a report.</summary>
internal enum JourneyScope
{
    /// <summary>The complete environment.</summary>
    Whole,

    /// <summary>One region.</summary>
    OneRegion,
}

/// <summary>A journey in a report.</summary>
/// <param name="Journey">The journey: <c>kubernetes-api</c>.</param>
/// <param name="Scope">The complete environment, or one region.</param>
/// <param name="Region">The region for <see cref="JourneyScope.OneRegion"/>; null otherwise.</param>
internal readonly record struct ReportedJourney(string Journey, JourneyScope Scope, string? Region)
{
    /// <summary>The name in the report and under objectives: <c>kubernetes-api/green</c>.</summary>
    public string Name => Region is null ? Journey : $"{Journey}/{Region}";
}

/// <summary>
/// The default journeys that an environment has, and their regions. The checks of the file, its objectives and the report all ask
/// here, so that none of them knows a journey that the others do not.
/// </summary>
internal static class DefaultJourneys
{
    public const string Serve = "serve";
    public const string Deploy = "deploy";

    /// <summary>The regions that take part in a default journey, in file order; empty when it does not apply.</summary>
    public static ImmutableArray<string> RegionsOf(EnvironmentSpec spec, string journey) => [.. spec.Regions.Where(region => journey switch
    {
        Serve => ReferenceNames.Serves(spec, region)
            && (spec.GlobalRouting is null || spec.GlobalRouting.Origins.Any(origin => origin.Region == region.Name)),
        ReferenceNames.OnPremises => region.Network.OnPremises is not null || region.Network.Hub is not null,
        ReferenceNames.PullImage => region.Cluster is not null && spec.Registry is not null,
        ReferenceNames.KubernetesApi or Deploy => region.Cluster is not null,
        _ => false,
    }).Select(region => region.Name)];

    /// <summary>The part that a default journey lacks, to complete "there is no ..."; null when it applies.</summary>
    public static string? WhyNot(EnvironmentSpec spec, string journey) => !RegionsOf(spec, journey).IsEmpty ? null : journey switch
    {
        Serve => spec.Regions.Any(region => ReferenceNames.Serves(spec, region))
            ? "origin of the global routing with an ingress or a workload that serves requests"
            : "ingress and no workload that serves requests",
        ReferenceNames.OnPremises => "region with a link to on-premises",
        ReferenceNames.PullImage when spec.Regions.Any(region => region.Cluster is not null) => "registry",
        _ => "cluster",
    };

    /// <summary>The journeys that something can require: those that the file defines, and the default ones that apply.</summary>
    public static ImmutableSortedSet<string> Applicable(EnvironmentSpec spec) =>
    [
        .. spec.Journeys.Where(journey => journey.Requires is not null).Select(journey => journey.Name),
        .. ReferenceNames.DefaultJourneys.Where(name => WhyNot(spec, name) is null),
    ];

    /// <summary>
    /// Every journey of the report: the defaults that apply, as redefined by the file, then the file's own. What each of several
    /// regions offers for itself (its API, its link) is listed region by region.
    /// </summary>
    public static IEnumerable<ReportedJourney> Reported(EnvironmentSpec spec)
    {
        foreach (string name in ReferenceNames.DefaultJourneys)
        {
            ImmutableArray<string> regions = RegionsOf(spec, name);
            if (IsRedefined(spec, name) || regions.Length == 1 || (regions.Length > 1 && IsWhole(spec, name)))
            {
                yield return new ReportedJourney(name, JourneyScope.Whole, null);
                continue;
            }

            // Nothing sends a request, an operator or a node to another region by itself. What any one region can do, a journey says.
            foreach (string region in regions)
            {
                yield return new ReportedJourney(name, JourneyScope.OneRegion, region);
            }
        }

        foreach (JourneySpec journey in spec.Journeys.Where(journey => !ReferenceNames.DefaultJourneys.Contains(journey.Name)))
        {
            yield return new ReportedJourney(journey.Name, JourneyScope.Whole, null);
        }
    }

    /// <summary>
    /// The highest unavailability that the file accepts for a journey of the report; null for no objective. An objective of a
    /// journey that is reported region by region applies to each region, unless the region has an objective of its own.
    /// </summary>
    public static double? Objective(EnvironmentSpec spec, ReportedJourney journey) =>
        spec.Objectives.TryGetValue(journey.Name, out double own) ? own
        : spec.Objectives.TryGetValue(journey.Journey, out double all) ? all
        : null;

    /// <summary>The recovery objectives of a journey of the report, found as <see cref="Objective"/>; null for none.</summary>
    public static RecoverySpec? Recovery(EnvironmentSpec spec, ReportedJourney journey) =>
        spec.RecoveryObjectives.GetValueOrDefault(journey.Name) ?? spec.RecoveryObjectives.GetValueOrDefault(journey.Journey);

    private static bool IsRedefined(EnvironmentSpec spec, string name) =>
        spec.Journeys.Any(journey => journey.Name == name && journey.Requires is not null);

    // A deployment goes to every cluster; routing makes one service of all regions.
    private static bool IsWhole(EnvironmentSpec spec, string name) =>
        name == Deploy || (name == Serve && spec.GlobalRouting is not null);
}
