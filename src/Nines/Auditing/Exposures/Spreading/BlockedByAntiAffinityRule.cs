using System.Collections.Immutable;
using System.Globalization;
using Nines.Auditing.Exposures.Facts;
using Nines.Clusters;
using Nines.Placement;
using Nines.Placement.Scheduling;

namespace Nines.Auditing.Exposures.Spreading;

/// <summary>Hard anti-affinity that needs a domain for each pod, where there is none to spare.</summary>
internal sealed class BlockedByAntiAffinityRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.AntiAffinityBlocksRecovery];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            if (!Scope.IsWanted(workload) || context.Snapshot.Nodes.IsEmpty || workload.Definition is not { } definition || !Scope.IsPlacedByDefault(definition))
            {
                continue;
            }

            foreach (PodAffinityTerm term in definition.Placement.PodAffinity.RequiredAnti.DistinctBy(term => term.TopologyKey))
            {
                IReadOnlyDictionary<string, string>? space = context.Snapshot.Namespaces.GetValueOrDefault(workload.Name.Namespace);
                if (OwnPods.AreMeant(workload, term, space) && Find(context, workload, definition.Placement, term) is { } exposure)
                {
                    yield return exposure;
                }
            }
        }
    }

    private static Exposure? Find(AuditContext context, Workload workload, PodTemplate template, PodAffinityTerm term)
    {
        Topology topology = context.Facts.Topology(term.TopologyKey);
        NodeFit fit = context.Facts.Fits.Of(template);
        var open = new HashSet<int>();
        for (int node = 0; node < fit.IsOpen.Length; node++)
        {
            if (fit.IsOpen[node] && topology.Of(node) >= 0)
            {
                open.Add(topology.Of(node));
            }
        }

        // Only pods of others that run there now take a domain away; which of them move, nobody knows.
        int all = open.Count;
        var own = new HashSet<IReadOnlyDictionary<string, string>>(LabelSets.Of(workload), ReferenceEqualityComparer.Instance);
        foreach (PodClass pods in context.Facts.Pods.Find(workload.Name.Namespace, term.Selector).Where(pods => !own.Contains(pods.Labels)))
        {
            open.ExceptWith(pods.Nodes.Select(topology.Of));
        }

        int surge = Rollouts.Surge(workload);
        bool isSingleNodeCluster = context.Snapshot.Nodes.Length == 1;
        bool rolloutStops = workload.Kind == WorkloadKind.Deployment && Rollouts.Unavailable(workload) == 0 && surge > 0;
        if (all == 0 || workload.Replicas < open.Count || (workload.Replicas < 2 && (!rolloutStops || isSingleNodeCluster)))
        {
            return null;
        }

        string name = context.Facts.AxisOf(term.TopologyKey) is { } axis ? axis.Title : $"value of {term.TopologyKey}";
        string effect = workload.Replicas > open.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{workload.Replicas - open.Count} cannot be placed")
            : "a lost pod has nowhere to go" + (rolloutStops ? ", and a rollout cannot place its first new pod" : "");
        var exposure = Exposure.Of(ExposureCatalogue.AntiAffinityBlocksRecovery, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"Each of its {Wording.Pods(workload.Replicas)} needs a {name} of its own, and there {(open.Count == 1 ? "is" : "are")} {open.Count} that may take one: {effect}."), term.TopologyKey);
        return exposure with
        {
            AxisKey = context.Facts.AxisOf(term.TopologyKey)?.Key ?? "",

            // A member of a StatefulSet comes back where it was, and its rollouts stop a pod before they start one.
            Severity = workload.Kind == WorkloadKind.StatefulSet && workload.Replicas == open.Count ? Severity.Note : exposure.Severity,
        };
    }
}
