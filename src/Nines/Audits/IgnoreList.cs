using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits;

/// <summary>What somebody chose not to see: codes for the whole audit, and annotations of single objects.</summary>
internal sealed class IgnoreList
{
    private const string All = "all";

    private readonly ImmutableHashSet<string> _codes;
    private readonly Dictionary<ObjectName, HashSet<string>> _ofObjects = [];
    private readonly List<string> _notes = [];

    public IgnoreList(ClusterSnapshot snapshot, ImmutableHashSet<string> codes)
    {
        _codes = codes.WithComparer(StringComparer.OrdinalIgnoreCase);
        foreach (string code in _codes.Where(code => !IsKnown(code)).Order(StringComparer.Ordinal))
        {
            _notes.Add($"--ignore: unknown code '{Sanitizer.Clean(code, 80)}'.");
        }

        foreach ((ObjectName name, IReadOnlyDictionary<string, string> annotations) in Annotated(snapshot))
        {
            if (annotations.TryGetValue(NinesKeys.IgnoreAnnotation, out string? text))
            {
                Read(name, text);
            }
        }
    }

    /// <summary>Human-readable: codes that do not exist.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Who says that an exposure is not to be seen; null when it is.</summary>
    public string? By(Finding finding) =>
        _codes.Contains(finding.Kind.Code) || _codes.Contains(All) ? "--ignore"
        : _ofObjects.TryGetValue(finding.Subject, out HashSet<string>? own) && (own.Contains(finding.Kind.Code) || own.Contains(All))
            ? $"annotation of {finding.Subject}"
            : null;

    private static IEnumerable<(ObjectName Name, IReadOnlyDictionary<string, string> Annotations)> Annotated(ClusterSnapshot snapshot) =>
        snapshot.Workloads.Select(workload => (workload.Name, workload.Annotations))
            .Concat(snapshot.Budgets.Select(budget => (budget.Name, budget.Annotations)))
            .Concat(snapshot.Autoscalers.Select(autoscaler => (autoscaler.Name, autoscaler.Annotations)))
            .Concat(snapshot.Services.Select(service => (service.Name, service.Annotations)))
            .Concat(snapshot.Nodes.Select(node => (new ObjectName("Node", "", node.Name), node.Annotations)));

    private static bool IsKnown(string code) =>
        code.Equals(All, StringComparison.OrdinalIgnoreCase) || FindingRules.Find(code.ToUpperInvariant()) is not null;

    private void Read(ObjectName name, string text)
    {
        var codes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string code in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IsKnown(code))
            {
                codes.Add(code);
            }
            else
            {
                _notes.Add($"{name}: annotation {NinesKeys.IgnoreAnnotation} names '{Sanitizer.Clean(code, 80)}', which is not a code; expected codes such as NINE101 separated by commas, or all.");
            }
        }

        if (codes.Count > 0)
        {
            _ofObjects[name] = codes;
        }
    }
}
