using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Finds a workload by its name: web, shop/web, Deployment/web or shop/Deployment/web.</summary>
internal static class WorkloadChoice
{
    private const int MaxNamed = 8;

    public static ReadResult<WorkloadAudit> Find(AuditReport report, string text)
    {
        var here = new SourcePosition("--workload", 0, 0);
        ImmutableArray<WorkloadAudit> found = [.. report.Workloads.Where(workload => HasName(workload.Workload.Name, text))];
        if (found.Length == 1)
        {
            return ReadResult.Of(found[0]);
        }

        if (found.Length > 1)
        {
            string more = found.Length > MaxNamed ? $" and {found.Length - MaxNamed} more" : "";
            return ReadResult.Failed<WorkloadAudit>(new Diagnostic(
                here, $"'{Sanitizer.Clean(text, 200)}' is the name of {found.Length} workloads: {string.Join(", ", found.Take(MaxNamed).Select(workload => AuditPhrases.Name(workload.Workload.Name)))}{more}.",
                "Add its namespace and kind, such as shop/Deployment/web."));
        }

        IEnumerable<string> names = text.Contains('/', StringComparison.Ordinal)
            ? report.Workloads.Select(workload => workload.Workload.Name.ToString())
            : report.Workloads.Select(workload => workload.Workload.Name.Name);
        return ReadResult.Failed<WorkloadAudit>(new Diagnostic(
            here, $"'{Sanitizer.Clean(text, 200)}' is not the name of a workload; {AuditPhrases.Count(report.Workloads.Length, "workload")} {(report.Workloads.Length == 1 ? "was" : "were")} audited.", Spelling.Hint(text, names.Where(name => Sanitizer.Clean(name) == name).Take(10_000))));
    }

    private static bool HasName(ObjectName name, string text) =>
        text == name.Name || text == $"{name.Namespace}/{name.Name}" || text == $"{name.Kind}/{name.Name}" || text == name.ToString();
}
