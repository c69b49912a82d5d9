using System.Collections.Immutable;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>Every check between sections. Each reports all that it finds, so that one run shows every fault.</summary>
internal static class EnvironmentChecks
{
    private static readonly ImmutableArray<Action<CheckContext>> _all =
    [
        ServiceCheck.Run,
        ContentCheck.Run,
        NameCheck.Run,
        RegionReferenceCheck.Run,
        CircuitCheck.Run,
        WorkloadPlacementCheck.Run,
        ZoneCheck.Run,
        AddressCheck.Run,
        RequirementCheck.Run,
        CycleCheck.Run,
        ObjectiveCheck.Run,
        CommonCauseCheck.Run,
        AvailabilityNameCheck.Run,
        OriginCheck.Run,
        SizeCheck.Run,
    ];

    public static void Run(CheckContext context)
    {
        foreach (Action<CheckContext> check in _all)
        {
            context.Reading.CancellationToken.ThrowIfCancellationRequested();
            check(context);
        }
    }
}

/// <summary>Input and output of the checks between sections.</summary>
/// <param name="Spec">The environment; it has placeholders for values that could not be read.</param>
/// <param name="Catalogue">The services that components can name.</param>
/// <param name="Document">Finds positions.</param>
/// <param name="Reading">Takes faults.</param>
internal sealed record CheckContext(EnvironmentSpec Spec, AvailabilityCatalogue Catalogue, DocumentLocator Document, ReadingContext Reading)
{
    /// <summary>False when the place holds a stand-in, about which nothing should be said.</summary>
    public bool IsSound(params ReadOnlySpan<string> keys) =>
        Document.Find(keys) is { } node ? !Reading.IsBroken(node) : !Reading.IsMisspelled(keys[^1]);

    /// <summary>False when something that can be named could not be read, so that a name which is not found may well be right.</summary>
    public bool HasSoundNames => IsSound("regions") && IsSound("workloads") && IsSound("components") && IsSound("registry") && IsSound("globalRouting");
}

/// <summary>There must be something to predict.</summary>
internal static class ContentCheck
{
    public static void Run(CheckContext context)
    {
        // A file that already has faults may be empty because of them.
        if (context.Reading.HasFaults || DefaultJourneys.Applicable(context.Spec).Count > 0)
        {
            return;
        }

        EnvironmentSpec spec = context.Spec;
        context.Reading.Report(
            context.Document.PositionOf(),
            spec.Regions.IsEmpty && spec.Components.IsEmpty
                ? "The environment is empty: there is nothing to predict."
                : "No journey can be made from what is there, so there is nothing to predict.",
            "Add regions with a cluster, or components and journeys; examples/ has files to start from.");
    }
}

/// <summary>Regions, workloads and components share one space of names, and leave alone the names that the model gives.</summary>
internal static class NameCheck
{
    private static readonly ImmutableHashSet<string> _given =
    [
        ReferenceNames.Ingress, ReferenceNames.Egress, ReferenceNames.KubernetesApi, ReferenceNames.OnPremises, ReferenceNames.PullImage,
        ReferenceNames.Stamp, ReferenceNames.Registry, ReferenceNames.Entra, ReferenceNames.GlobalRouting, "journey", "circuits",
    ];

    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        var seen = new Dictionary<string, (string What, SourcePosition Position)>(StringComparer.Ordinal);
        IEnumerable<(string Name, string What, string Collection)> all =
        [
            .. spec.Regions.Select(region => (region.Name, "region", "regions")),
            .. spec.Workloads.Select(workload => (workload.Name, "workload", "workloads")),
            .. spec.Components.Select(component => (component.Name, "component", "components")),
        ];
        foreach (HubSpec hub in spec.Hubs.Where(hub => _given.Contains(hub.Name)))
        {
            context.Reading.Report(
                context.Document.PositionOfKey("hubs", hub.Name), $"A hub cannot be called '{hub.Name}': the model itself gives that name.", "Choose another name.");
        }

        foreach ((string name, string what, string collection) in all)
        {
            SourcePosition position = context.Document.PositionOfKey(collection, name);
            if (_given.Contains(name))
            {
                context.Reading.Report(position, $"A {what} cannot be called '{name}': the model itself gives that name.", "Choose another name.");
            }
            else if (!seen.TryAdd(name, (what, position)))
            {
                context.Reading.Report(
                    position, $"A {what} is called '{name}', and so is a {seen[name].What} (line {seen[name].Position.Line}).", "Choose another name for one of them.");
            }
        }
    }
}

/// <summary>
/// A short file can ask for a great deal: replicas times regions times components. What each section permits by itself is
/// added up here, before any of it is built.
/// </summary>
internal static class SizeCheck
{
    public static void Run(CheckContext context)
    {
        // How many nodes there are depends on references that must resolve.
        if (context.Reading.HasFaults)
        {
            return;
        }

        EnvironmentSpec spec = context.Spec;
        (string Collection, long Parts)[] sizes =
        [
            ("components", spec.Components.Sum(component => (long)component.Replicas * Math.Max(1, component.Regions.Length))),
            ("workloads", spec.Workloads.Sum(workload => (long)workload.Replicas * spec.Regions.Count(region => ReferenceNames.RunsIn(workload, region)))),
            ("regions", spec.Regions.Sum(region => Nodes(spec, region))),
        ];
        long total = sizes.Sum(size => size.Parts);
        if (total > Limits.Parts)
        {
            (string collection, long parts) = sizes.MaxBy(size => size.Parts);
            context.Reading.Report(
                context.Document.PositionOfKey(collection),
                $"The environment has {total:N0} replicas, pods and nodes, of which {parts:N0} are here; at most {Limits.Parts:N0} are supported.",
                "Split the environment into several files.");
        }
    }

    private static long Nodes(EnvironmentSpec spec, RegionSpec region)
    {
        if (region.Cluster is null)
        {
            return 0;
        }

        WorkloadSpec[] workloads = [.. spec.Workloads.Where(workload => ReferenceNames.RunsIn(workload, region))];
        HashSet<string> used = [.. workloads.Select(workload => PoolPlan.PoolOf(region, workload).Name)];
        return region.Cluster.NodePools
            .Where(pool => used.Contains(pool.Name) || pool.Mode == NodePoolMode.System)
            .Sum(pool => (long)MaxNodes(pool, workloads));
    }

    // The autoscaler opens at most one node for each pod, and at most one in each of three zones for its spread.
    private static int MaxNodes(NodePoolSpec pool, WorkloadSpec[] workloads) => pool.Count
        ?? Math.Clamp(Math.Max(3, workloads.Sum(workload => workload.Replicas)), Math.Max(1, pool.Min ?? 1), Math.Max(1, pool.Max ?? int.MaxValue));
}
