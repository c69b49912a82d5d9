using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads of one replica. Bare pods have a code of their own.</summary>
internal sealed class SingleReplicaRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE102", Severity.Error, "Single replica",
        "Every failure or drain of its node is an outage until another pod is ready: about six minutes when a node fails without notice.",
        "Run two or more replicas and spread them.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit is not { Requirement.Pods: > 0, Workload: { IsReplicated: true, Replicas: 1 } })
            {
                continue;
            }

            ImmutableArray<DomainLoss> at = [.. audit.Losses.Where(loss => loss.Worst is not null).Select(loss => loss.Worst!)];
            string where = at.IsEmpty ? "" : ", in " + FindingPhrases.List(at.Select(loss => loss.Domain.Label).Reverse(), max: 6);
            yield return Finding.Create(Kind, audit.Workload.Name, $"There is one pod{where}.") with
            {
                Domains = [.. at.TakeLast(1).Select(loss => loss.Domain)],
            };
        }
    }
}
