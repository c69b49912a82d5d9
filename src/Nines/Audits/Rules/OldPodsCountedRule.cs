using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Hard constraints of Deployments that spread new pods together with the old ones.</summary>
internal sealed class OldPodsCountedRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE308", Severity.Note, "A hard spread constraint counts the pods of the old version too",
        "During a rollout the new pods are spread together with the old ones; once these are deleted, the new ones may be uneven.",
        "Set matchLabelKeys: [pod-template-hash].");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (!context.Snapshot.Scheduler.KnowsSpreadMatchLabelKeys)
        {
            yield break;
        }

        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            if (workload.Kind != WorkloadKind.Deployment || workload.Replicas < 2 || Rollouts.Recreates(workload) || Scope.IsPlatform(workload)
                || workload.AnyTemplate is not { Spread: { IsDefaultOrEmpty: false } spread })
            {
                continue;
            }

            foreach (SpreadConstraint constraint in spread)
            {
                bool tellsVersions = constraint.MatchLabelKeys.Contains(AddedLabels.TemplateHash)
                    || constraint.Selector?.Requirements.Any(requirement => requirement.Key == AddedLabels.TemplateHash) == true;
                if (constraint.IsHard && !tellsVersions && context.Facts.Topology(constraint.TopologyKey).Values > 1
                    && OwnPods.AreMeant(workload, constraint, context.Snapshot.Scheduler))
                {
                    yield return Finding.Create(Kind, workload.Name,
                        $"The hard constraint over {constraint.TopologyKey} spreads new pods together with those of the old version, up to {FindingPhrases.Pods(workload.Replicas + (long)Rollouts.Surge(workload))} at a time.",
                        constraint.TopologyKey) with
                    {
                        LevelKey = context.Facts.LevelOf(constraint.TopologyKey)?.Key ?? "",
                    };
                }
            }
        }
    }
}
