using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>Converts the audit of a workload to its part of the document: requirement, losses, downtime.</summary>
internal static class WorkloadItems
{
    public static WorkloadItem Create(WorkloadAudit audit)
    {
        Workload workload = audit.Workload;
        return new WorkloadItem(
            workload.Name.ToString(),
            workload.Name.Namespace,
            workload.Name.Kind,
            workload.Name.Name,
            workload.Replicas,
            workload.Pods.Length,
            audit.Serving,
            audit.IsExposed,
            audit.Requirement is { } requirement ? RequirementItem.Create(requirement) : null,
            [.. audit.Losses.Select(Loss)],
            audit.Downtime is { } downtime ? Downtime(downtime) : null);
    }

    private static LossItem Loss(LevelLoss loss) => new(
        loss.Level.Key,
        loss.IsExposed,
        loss.CanBeClosed,
        loss.UnknownPods,
        [.. loss.Losses.Select(domain => new DomainLossItem(domain.Domain.Id, domain.Lost, domain.Left))],
        loss.WorstPair is { } pair ? new PairItem(pair.First.Id, pair.Second.Id, pair.Lost, pair.Left) : null);

    private static DowntimeItem Downtime(ExpectedDowntime downtime) => new(
        downtime.Unavailability.Value,
        downtime.Unavailability.Lower,
        downtime.Unavailability.Upper,
        downtime.SecondsPerYear,
        downtime.MeetsObjective,
        [.. downtime.Causes.Select(cause => new DowntimeCauseItem(cause.Key, cause.SecondsPerYear))]);
}
