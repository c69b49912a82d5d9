using System.Globalization;
using System.Text;
using Nines.Audits.Fixes;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;

namespace Nines.Cli.Verbs.Label;

/// <summary>Describes changes of node labels.</summary>
internal static class LabelText
{
    // Further labels are counted only.
    private const int MaxLines = 200;

    /// <param name="plan">The changes.</param>
    /// <param name="failed">Nodes that could not be labeled.</param>
    /// <param name="isDry">True if the server stored nothing.</param>
    public static string Describe(LabelPlan plan, IReadOnlySet<string> failed, bool isDry)
    {
        var text = new StringBuilder();
        NodeLabel[] changes = [.. plan.Changes.Where(label => !failed.Contains(label.Node))];
        foreach (NodeLabel label in changes.Take(MaxLines))
        {
            text.Append(CultureInfo.InvariantCulture, $"node {Sanitizer.Clean(label.Node)}: {label.Key}={label.Value}{(label.Before is { } before ? $" (was {Sanitizer.Clean(before, 63)})" : "")}\n");
        }

        if (changes.Length > MaxLines)
        {
            text.Append(CultureInfo.InvariantCulture, $"... and {changes.Length - MaxLines} more labels\n");
        }

        int nodes = changes.Select(label => label.Node).Distinct(StringComparer.Ordinal).Count();
        int kept = plan.Labels.Count(label => label.Change == LabelChange.Keep);
        return text.Append(CultureInfo.InvariantCulture,
            $"{(isDry ? "would label" : "labeled")} {AuditPhrases.Count(nodes, "node")}; labels already correct: {kept}; nodes without a known failure domain: {plan.Unknown.Length}\n").ToString();
    }

    /// <summary>Writes the changes as kubectl commands, for a snapshot, which cannot be labeled.</summary>
    public static string Commands(LabelPlan plan)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, NodeLabel> node in plan.Changes.GroupBy(label => label.Node, StringComparer.Ordinal).Where(node => IsName(node.Key)))
        {
            text.Append(CultureInfo.InvariantCulture, $"kubectl label node {node.Key} --overwrite {string.Join(' ', node.Select(label => $"{label.Key}={label.Value}"))}\n");
        }

        return text.Length > 0 ? text.ToString()
            : plan.Labels.IsEmpty ? "# No failure domain of any node is known.\n"
            : "# All labels are already correct.\n";
    }

    // A name from a file gets into a command only if it is valid in Kubernetes.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= 253 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');
}
