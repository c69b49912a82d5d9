using Nines.Text;
using Nines.Clusters;

namespace Nines.Audits.Rules;

/// <summary>Something that the whole cluster leans on.</summary>
/// <param name="Name">Human-readable.</param>
/// <param name="Namespace">Where it is; empty for anywhere.</param>
/// <param name="Labels">Labels that its pods have, all of them; <see cref="AnyValue"/> stands for every value.</param>
/// <param name="WhenDown">What becomes of the cluster without it, to go after "when it is lost".</param>
/// <param name="Severity">How much that matters.</param>
/// <param name="IsEnough">Whether one pod is enough: it may be away for some minutes, or another one would wait for it.</param>
internal sealed record SystemPart(
    string Name, string Namespace, (string Key, string Value)[] Labels, string WhenDown, Severity Severity, bool IsEnough = false)
{
    public const string AnyValue = "*";

    /// <summary>Whether pods with some labels are of it.</summary>
    public bool Is(Workload workload, IReadOnlyDictionary<string, string> labels) =>
        (Namespace.Length == 0 || Namespace == workload.Name.Namespace)
        && Array.TrueForAll(Labels, label => labels.TryGetValue(label.Key, out string? value) && (label.Value == AnyValue || value == label.Value));
}
