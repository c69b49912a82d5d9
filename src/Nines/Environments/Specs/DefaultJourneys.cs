using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>Whose journey it is that a report tells.</summary>
internal enum JourneyScope
{
    /// <summary>The environment's.</summary>
    Whole,

    /// <summary>That of whoever can use any region.</summary>
    AnyRegion,

    /// <summary>One region's.</summary>
    OneRegion,
}

/// <summary>A journey that a report tells of.</summary>
/// <param name="Journey">The journey: <c>kubernetes-api</c>.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Region">The region when it is one region's; null otherwise.</param>
internal readonly record struct ReportedJourney(string Journey, JourneyScope Scope, string? Region)
{
    /// <summary>The name in the report and under objectives: <c>kubernetes-api/green</c>.</summary>
    public string Name => Region is null ? Journey : $"{Journey}/{Region}";
}

/// <summary>
/// Which of the default journeys an environment has, and where. The checks of the file, its objectives and the report all ask
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
    /// regions offers for itself (its API, its link) is told for any region, and then region by region.
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

            // Nothing sends requests to another region by itself; operators and nodes can use whichever is up.
            if (regions.Length > 1 && name != Serve)
            {
                yield return new ReportedJourney(name, JourneyScope.AnyRegion, null);
            }

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
    /// The highest unavailability that the file accepts for a journey of the report; null when it says nothing. What it says of
    /// serving requests holds for each region, unless the region has an objective of its own.
    /// </summary>
    public static double? Objective(EnvironmentSpec spec, ReportedJourney journey) =>
        spec.Objectives.TryGetValue(journey.Name, out double own) ? own
        : journey.Journey == Serve && spec.Objectives.TryGetValue(Serve, out double all) ? all
        : null;

    private static bool IsRedefined(EnvironmentSpec spec, string name) =>
        spec.Journeys.Any(journey => journey.Name == name && journey.Requires is not null);

    // A deployment goes to every cluster; routing makes one service of all regions.
    private static bool IsWhole(EnvironmentSpec spec, string name) =>
        name == Deploy || (name == Serve && spec.GlobalRouting is not null);
}
