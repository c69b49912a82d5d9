using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Fixes;

/// <summary>What may be changed of a workload, before it is tried.</summary>
internal sealed class WorkloadDraft
{
    private readonly Dictionary<PodTemplate, PodTemplate> _changed = new(ReferenceEqualityComparer.Instance);

    public required Workload Workload { get; init; }

    public required ImmutableArray<Finding> Findings { get; init; }

    public required Requirement RequirementBefore { get; init; }

    public required Requirement RequirementAfter { get; init; }

    public required int Replicas { get; init; }

    /// <summary>Those that the pods are counted by: every one that they may be spread over.</summary>
    public required ImmutableArray<DomainLevel> Levels { get; init; }

    /// <summary>One or more; the first one that works is taken. A single one without constraints when only numbers change.</summary>
    public required ImmutableArray<SpreadPlan> Plans { get; init; }

    public bool ChangesPlaces => Plans.Any(plan => plan.ChangesPods) || Replicas != Workload.Replicas;

    /// <summary>The pods as they are made today.</summary>
    public Pod[] PodsBefore() => Pods(Workload.Replicas, static template => template);

    /// <summary>The pods as a plan would have them made.</summary>
    public Pod[] PodsAfter(SpreadPlan plan)
    {
        _changed.Clear();
        return Pods(Replicas, template =>
        {
            if (!_changed.TryGetValue(template, out PodTemplate? changed))
            {
                changed = template with
                {
                    Spread = plan.All,
                    PodAffinity = plan.Affinity ?? template.PodAffinity,
                    Labels = plan.Revision is { } revision ? SpreadRevision.With(template.Labels, revision) : template.Labels,
                };
                _changed.Add(template, changed);
            }

            return changed;
        });
    }

    private Pod[] Pods(int count, Func<PodTemplate, PodTemplate> change)
    {
        PodTemplate next = Workload.Definition!.Placement;
        return
        [
            .. Enumerable.Range(0, count).Select(i => new Pod(
                $"{Workload.Name.Name}-{i}",

                // A StatefulSet's pod keeps its volumes, and so its zone.
                change(Workload.HasOwnVolumes && i < Workload.Pods.Length ? Workload.Pods[i].Definition.Placement : next))),
        ];
    }
}
