using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads that are expected to be down for longer than they may.</summary>
internal sealed class ObjectiveRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE105", Severity.Warning, "Expected availability is below the objective",
        "With the pods where they are and the failure rates of the rates table, the expected downtime is longer than the objective allows.",
        "See the causes of its downtime: the largest one is the kind of domain to spread over.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Downtime is not { MeetsObjective: false } expected || Objective.Read(audit.Workload) is not { } allowed)
            {
                continue;
            }

            string cause = expected.Causes.IsDefaultOrEmpty || expected.Causes[0].SecondsPerYear <= 0 ? ""
                : $" Without failures of its {expected.Causes[0].Key.Replace('-', ' ')}s it would be {Duration(expected.SecondsPerYear - expected.Causes[0].SecondsPerYear)}.";
            string message =
                $"The expected downtime is {Duration(expected.SecondsPerYear)} a year; the objective allows {Duration(Reliability.Downtime.PerYear(allowed))}.{cause}";
            yield return Finding.Create(Kind, audit.Workload.Name, message);
        }
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => Format(seconds, "s"),
        < 5400 => Format(seconds / 60, "min"),
        _ => Format(seconds / 3600, "h"),
    };

    private static string Format(double number, string unit) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
}
