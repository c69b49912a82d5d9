using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;

namespace Nines.Audits.Rules;

/// <summary>Hard constraints of Deployments that spread new pods together with the old ones.</summary>
internal sealed class OldPodsCountedRule : IFindingRule
{
    public ImmutableArray<FindingKind> Kinds { get; } = [FindingCatalog.SpreadCountsOldPods];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (!context.Snapshot.Scheduler.KnowsSpreadMatchLabelKeys)
        {
            yield break;
        }

        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            if (workload.Kind != WorkloadKind.Deployment || workload.Replicas < 2 || Rollouts.Recreates(workload) || Scope.IsPlatform(workload)
                || workload.Definition is not { Placement.Spread: { IsDefaultOrEmpty: false } spread })
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
                    yield return Finding.Create(FindingCatalog.SpreadCountsOldPods, workload.Name,
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
