using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Fixes;

/// <summary>A workload in one of the ways it may be spread, to be tried in outages.</summary>
/// <param name="Workload">Whose pods.</param>
/// <param name="Run">Where they lie before the outage.</param>
internal sealed record OutageCase(Workload Workload, TrialRun Run)
{
    /// <summary>Pods that did not come back although they would have without constraints on how they are spread.</summary>
    public int Stuck { get; set; }

    /// <summary>In how many outages it lost pods.</summary>
    public int Outages { get; set; }
}

/// <summary>
/// Loses one domain after another, with its nodes still registered, and looks whether the pods come back. One simulator is made for each
/// domain, for all workloads, since that is what costs.
/// </summary>
/// <param name="cluster">Before.</param>
/// <param name="profile">Whose rules apply.</param>
internal sealed class OutageTrials(Cluster cluster, SchedulerProfile profile)
{
    /// <summary>More domains than these are not lost one by one.</summary>
    private const int MaxDomains = 64;

    private readonly Dictionary<PodTemplate, PodTemplate> _withoutSpread = new(ReferenceEqualityComparer.Instance);

    public void Run(IEnumerable<DomainNodes> domains, IReadOnlyList<OutageCase> cases, ulong seed, CancellationToken cancellation)
    {
        foreach (DomainNodes domain in domains.Take(MaxDomains))
        {
            var lost = domain.Nodes.ToFrozenSet(StringComparer.Ordinal);
            OutageCase[] hit = [.. cases.Where(each => each.Run.Placed.Any(pod => lost.Contains(pod.Node)))];
            if (hit.Length == 0)
            {
                continue;
            }

            var simulator = new Simulator(NodeLoss.Unreachable(cluster, lost), profile);
            foreach (OutageCase each in hit)
            {
                cancellation.ThrowIfCancellationRequested();
                each.Outages++;
                each.Stuck += Stuck(simulator, each, lost, seed, cancellation);
            }
        }
    }

    private int Stuck(Simulator simulator, OutageCase each, FrozenSet<string> lost, ulong seed, CancellationToken cancellation)
    {
        // As the outage has marked them.
        ImmutableArray<PlacedPod> present =
        [
            .. Replacer.Present(each.Workload).Select(pod => pod with
            {
                IsTerminating = pod.IsTerminating || (lost.Contains(pod.Node) && pod.Pod.Template.Recreation != Recreation.WithNode),
            }),
        ];
        ImmutableArray<PlacedPod> instead = [.. each.Run.Placed.Select(pod => pod with { IsTerminating = lost.Contains(pod.Node) })];
        Pod[] again = [.. instead.Where(pod => pod.IsTerminating).Select(pod => pod.Pod)];
        Change(simulator, present, instead);
        try
        {
            int unplaced = simulator.Place(again, seed, cancellation).Unplaced;
            return unplaced == 0 ? 0 : unplaced - Math.Min(unplaced, simulator.Place([.. again.Select(WithoutSpread)], seed, cancellation).Unplaced);
        }
        finally
        {
            Change(simulator, instead, present);
        }
    }

    private Pod WithoutSpread(Pod pod)
    {
        if (!_withoutSpread.TryGetValue(pod.Template, out PodTemplate? template))
        {
            template = pod.Template with { Spread = [], DefaultSpreadSelector = null };
            _withoutSpread.Add(pod.Template, template);
        }

        return pod with { Template = template };
    }

    private static void Change(Simulator simulator, ImmutableArray<PlacedPod> from, ImmutableArray<PlacedPod> to)
    {
        foreach (PlacedPod pod in from)
        {
            simulator.Remove(pod);
        }

        foreach (PlacedPod pod in to)
        {
            simulator.Add(pod);
        }
    }
}
