using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Scheduling.State;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Hard anti-affinity that needs a domain for each pod, where there is none to spare.</summary>
internal sealed class BlockedByAntiAffinityRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE307", Severity.Warning, "A hard anti-affinity rule leaves no domain free for recovery or rollouts",
        "There are no more domains than pods, so a lost pod cannot be rescheduled until its domain is back.",
        "Use a topology spread constraint with maxSkew: 1, or preferred anti-affinity.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            if (!Scope.IsWanted(workload) || context.Snapshot.Nodes.IsEmpty || workload.AnyTemplate is not { } template || !Scope.IsPlacedByDefault(template))
            {
                continue;
            }

            foreach (PodAffinityTerm term in template.PodAffinity.RequiredAnti.DistinctBy(term => term.TopologyKey))
            {
                IReadOnlyDictionary<string, string>? ns = context.Snapshot.Namespaces.GetValueOrDefault(workload.Name.Namespace);
                if (OwnPods.AreMeant(workload, term, ns) && Find(context, workload, template, term) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private static Finding? Find(AuditContext context, Workload workload, PodTemplate template, PodAffinityTerm term)
    {
        Topology topology = context.Facts.Topology(term.TopologyKey);
        IReadOnlySet<int> values = context.Facts.OpenValues(context.Facts.Feasibility.Nodes(template), term.TopologyKey);

        // Other pods that run there occupy a domain; which of them could move is unknown.
        var own = new HashSet<IReadOnlyDictionary<string, string>>(LabelSets.From(workload), ReferenceEqualityComparer.Instance);
        int taken = context.Facts.Pods.Find(workload.Name.Namespace, term.Selector).Where(pods => !own.Contains(pods.Labels))
            .SelectMany(pods => pods.Nodes).Select(topology.Value).Where(values.Contains).Distinct().Count();
        int open = values.Count - taken;
        int surge = Rollouts.Surge(workload);
        bool isSingleNodeCluster = context.Snapshot.Nodes.Length == 1;
        bool rolloutStops = workload.Kind == WorkloadKind.Deployment && Rollouts.Unavailable(workload) == 0 && surge > 0;
        if (values.Count == 0 || workload.Replicas < open || (workload.Replicas < 2 && (!rolloutStops || isSingleNodeCluster)))
        {
            return null;
        }

        string name = context.Facts.LevelOf(term.TopologyKey) is { } level ? level.Title : $"value of {term.TopologyKey}";
        string effect = workload.Replicas > open
            ? string.Create(CultureInfo.InvariantCulture, $"{workload.Replicas - open} cannot be scheduled")
            : "a lost pod cannot be rescheduled" + (rolloutStops ? ", and a rollout cannot schedule its first new pod" : "");
        var finding = Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"Each of its {FindingPhrases.Pods(workload.Replicas)} requires a {name} of its own, and {open} can take one: {effect}."), term.TopologyKey);
        return finding with
        {
            LevelKey = context.Facts.LevelOf(term.TopologyKey)?.Key ?? "",

            // A member of a StatefulSet comes back where it was, and its rollouts stop a pod before they start one.
            Severity = workload.Kind == WorkloadKind.StatefulSet && workload.Replicas == open ? Severity.Note : finding.Severity,
        };
    }
}
