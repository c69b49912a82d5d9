using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;

namespace Nines.Audits.Rules;

/// <summary>Workloads that bear the loss of one domain and not of two, where as many pods in better places would bear both.</summary>
internal sealed class PairLossRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.PairLoss];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Need is not { } need || audit.Workload.Replicas <= 1)
            {
                continue;
            }

            // The widest axis says it for those within.
            AxisLoss? loss = audit.Losses.FirstOrDefault(loss => loss is { IsExposed: false, WorstPair: not null, Axis.Kind: not DomainKind.NodePool }
                && loss.WorstPair.Left < need.Pods && LeastInTwo(audit.Serving, loss.UsableDomains) <= audit.Serving - need.Pods);
            if (loss?.WorstPair is not { } pair)
            {
                continue;
            }

            string message = string.Create(CultureInfo.InvariantCulture,
                $"{Wording.Start(pair.First.Label)} and {pair.Second.Label} together hold {pair.Lost} of {Wording.Count(audit.Serving, "serving pod")}: without both {Wording.Left(pair.Left)}, and {need.Pods} {(need.Pods == 1 ? "is" : "are")} needed ({need.Reason}). As many pods over {loss.UsableDomains} domains could bear it.");
            yield return Exposure.Of(ExposureCatalogue.PairLoss, audit.Workload.Name, message, loss.Axis.Key) with
            {
                AxisKey = loss.Axis.Key,
                Domains = [pair.First, pair.Second],
            };
        }
    }

    /// <summary>What the two fullest of some domains hold when pods lie as evenly as they can.</summary>
    private static int LeastInTwo(int pods, int domains) =>
        domains < 3 ? pods : (2 * (pods / domains)) + Math.Min(2, pods % domains);
}
