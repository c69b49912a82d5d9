using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads that bear the loss of one domain and not of two, where as many pods in better places would bear both.</summary>
internal sealed class PairLossRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE103", Severity.Note, "Losing two failure domains leaves fewer pods than required",
        "The workload survives the loss of one domain, but not of a second one while the first is down or in maintenance.",
        "Where that matters, run more replicas over more domains.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Requirement is not { } need || audit.Workload.Replicas <= 1)
            {
                continue;
            }

            // The widest level says it for those within.
            LevelLoss? loss = audit.Losses.FirstOrDefault(loss => loss is { IsExposed: false, WorstPair: not null, Level.Kind: not DomainKind.NodePool }
                && loss.WorstPair.Left < need.Pods && MinInTwo(audit.Serving, loss.UsableDomains) <= audit.Serving - need.Pods);
            if (loss?.WorstPair is not { } pair)
            {
                continue;
            }

            string message = string.Create(CultureInfo.InvariantCulture,
                $"{FindingPhrases.Start(pair.First.Label)} and {pair.Second.Label} together hold {pair.Lost} of {FindingPhrases.Count(audit.Serving, "serving pod")}: without both {FindingPhrases.Left(pair.Left)}, and {need.Pods} {(need.Pods == 1 ? "is" : "are")} required ({need.Reason}). As many pods spread over {loss.UsableDomains} domains would survive it.");
            yield return Finding.Create(Kind, audit.Workload.Name, message, loss.Level.Key) with
            {
                LevelKey = loss.Level.Key,
                Domains = [pair.First, pair.Second],
            };
        }
    }

    /// <summary>Number of pods in the two fullest of some domains when pods are spread as evenly as possible.</summary>
    private static int MinInTwo(int pods, int domains) =>
        domains < 3 ? pods : (2 * (pods / domains)) + Math.Min(2, pods % domains);
}
