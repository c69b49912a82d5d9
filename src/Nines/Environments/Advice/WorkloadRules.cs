using System.Collections.Frozen;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>Enough replicas that the loss of a zone (or of a node, without zones) leaves as many as are needed.</summary>
internal static class ReplicasRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach (WorkloadSpec workload in spec.Workloads)
        {
            int zones = spec.Regions.Where(region => ReferenceNames.RunsIn(workload, region))
                .Select(region => Math.Max(1, PoolPlan.PoolOf(region, workload).Zones.Length)).DefaultIfEmpty(1).Min();
            int enough = zones < 2 || workload.Spread != SpreadKind.Zone
                ? workload.Needed + 1
                : (workload.Needed + zones - 2) / (zones - 1) * zones;

            // Where that is already so, one more covers a crash while a zone is lost.
            int replicas = enough > workload.Replicas ? enough : workload.Replicas + 1;
            yield return new Improvement(
                $"replicas:{workload.Name}",
                $"{replicas} replicas of {workload.Name}",
                [new($"workloads.{workload.Name}.replicas", Flow.From(replicas)), new($"workloads.{workload.Name}.needed", Flow.From(workload.Needed))]);
        }
    }
}

/// <summary>Adds a topology spread constraint over zones.</summary>
internal static class TopologySpreadRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => spec.Workloads
        .Where(workload => workload.Spread != SpreadKind.Zone && workload.Replicas > 1)
        .Select(workload => new Improvement(
            $"spread:{workload.Name}",
            $"Topology spread of {workload.Name} over zones and nodes",
            [new($"workloads.{workload.Name}.spread", Flow.From("zone"))]));
}

/// <summary>One more instance of a component than there is, while as many are needed as before.</summary>
internal static class SecondInstanceRule
{
    // A tenant has one directory, and a second profile of a global service runs on the platform of the first.
    private static readonly FrozenSet<string> Unique = new[] { "entra", "frontdoor", "trafficmanager", "dns", "ddos", "vnet", "region", "zone", "monitor" }
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] UniqueNames = ["entra", "azuread", "frontdoor", "trafficmanager", "azuredns"];

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => spec.Components
        .Where(component => (component.Service is not null || component.Availability is not null) && CanBeBought(component) && component.Replicas < Limits.Replicas)
        .Select(component => new Improvement(
            $"instance:{component.Name}",
            component.Replicas == 1 ? $"A second {component.Label}" : $"{component.Replicas + 1} of {component.Label}",
            [
                new($"components.{component.Name}.replicas", Flow.From(component.Replicas + 1)),
                new($"components.{component.Name}.needed", Flow.From(component.Needed)),
            ]));

    private static bool CanBeBought(ComponentSpec component) => component.Service is { } service
        ? !Unique.Contains(service.Split('/')[0])
        : !UniqueNames.Any(name => Plain(component.Name).Contains(name, StringComparison.Ordinal) || Plain(component.Label).Contains(name, StringComparison.Ordinal));

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
