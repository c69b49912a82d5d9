using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Finds the workload that was meant: web, shop/web, Deployment/web or shop/Deployment/web.</summary>
internal static class WorkloadChoice
{
    private const int MostNamed = 8;

    public static ReadResult<WorkloadAudit> Find(AuditReport report, string text)
    {
        var here = new SourcePosition("--workload", 0, 0);
        ImmutableArray<WorkloadAudit> found = [.. report.Workloads.Where(workload => IsMeant(workload.Workload.Name, text))];
        if (found.Length == 1)
        {
            return ReadResult.Of(found[0]);
        }

        if (found.Length > 1)
        {
            string more = found.Length > MostNamed ? $" and {found.Length - MostNamed} more" : "";
            return ReadResult.Failed<WorkloadAudit>(new Diagnostic(
                here, $"'{Sanitizer.Clean(text, 200)}' is the name of {found.Length} workloads: {string.Join(", ", found.Take(MostNamed).Select(workload => AuditWords.Name(workload.Workload.Name)))}{more}.",
                "Name its namespace and kind too."));
        }

        IEnumerable<string> names = text.Contains('/', StringComparison.Ordinal)
            ? report.Workloads.Select(workload => workload.Workload.Name.ToString())
            : report.Workloads.Select(workload => workload.Workload.Name.Name);
        return ReadResult.Failed<WorkloadAudit>(new Diagnostic(
            here, $"there is no workload '{Sanitizer.Clean(text, 200)}' among the {report.Workloads.Length:N0} that were judged.", Spelling.Hint(text, names.Where(name => Sanitizer.Clean(name) == name).Take(10_000))));
    }

    private static bool IsMeant(ObjectName name, string text) =>
        text == name.Name || text == $"{name.Namespace}/{name.Name}" || text == $"{name.Kind}/{name.Name}" || text == name.ToString();
}
