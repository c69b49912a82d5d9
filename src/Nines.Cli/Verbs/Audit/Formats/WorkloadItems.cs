using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>Turns the audit of a workload into its part of the document: what it needs, what each domain takes, its downtime.</summary>
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
            audit.Requirement is { } need ? new NeedItem(need.Pods, Source(need.Source), need.Reason) : null,
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
        [.. downtime.Causes.Select(cause => new CauseItem(cause.Key, cause.SecondsPerYear))]);

    private static string Source(RequirementSource source) => source switch
    {
        RequirementSource.Stated => "stated",
        RequirementSource.Budget => "budget",
        RequirementSource.Quorum => "quorum",
        RequirementSource.Autoscaler => "autoscaler",
        _ => "assumed",
    };
}
