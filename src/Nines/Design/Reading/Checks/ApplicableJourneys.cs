using System.Collections.Immutable;
using Nines.Design.Specs;

namespace Nines.Design.Reading.Checks;

/// <summary>The journeys that an environment can have: those that the file defines, and the default ones whose parts are there.</summary>
internal static class ApplicableJourneys
{
    private const string Serve = "serve";
    private const string Deploy = "deploy";

    public static ImmutableSortedSet<string> Of(EnvironmentSpec spec) =>
    [
        .. spec.Journeys.Where(journey => journey.Requires is not null).Select(journey => journey.Name),
        .. ReferenceNames.DefaultJourneys.Where(name => WhyNot(name, spec) is null),
    ];

    /// <summary>What a default journey lacks, to complete "there is no ..."; null when it applies.</summary>
    public static string? WhyNot(string journey, EnvironmentSpec spec)
    {
        bool hasCluster = spec.Regions.Any(region => region.Cluster is not null);
        return journey switch
        {
            Serve => spec.Regions.Any(region => region.Network.Ingress is not null)
                || spec.Workloads.Any(workload => workload.ServesRequests && spec.Regions.Any(region => ReferenceNames.RunsIn(workload, region)))
                ? null
                : "ingress and no workload that serves requests",
            ReferenceNames.KubernetesApi or Deploy => hasCluster ? null : "cluster",
            ReferenceNames.PullImage => !hasCluster ? "cluster" : spec.Registry is null ? "registry" : null,
            ReferenceNames.OnPremises => spec.Regions.Any(region => region.Network.OnPremises is not null || region.Network.Hub is not null)
                ? null
                : "region with a link to on-premises",
            _ => "such journey",
        };
    }
}
