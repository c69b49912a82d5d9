using System.Globalization;
using System.Text;
using Nines.Audits.Fixes;
using Nines.Text;

namespace Nines.Cli.Verbs.Label;

/// <summary>Tells what becomes of the labels of nodes.</summary>
internal static class LabelText
{
    // The rest is told as a number.
    private const int MostLines = 200;

    /// <param name="plan">What was to be done.</param>
    /// <param name="failed">Nodes that could not be labeled.</param>
    /// <param name="isDry">Whether nothing was kept.</param>
    public static string Of(LabelPlan plan, IReadOnlySet<string> failed, bool isDry)
    {
        var text = new StringBuilder();
        NodeLabel[] changes = [.. plan.Changes.Where(label => !failed.Contains(label.Node))];
        foreach (NodeLabel label in changes.Take(MostLines))
        {
            text.Append(CultureInfo.InvariantCulture, $"node {Sanitizer.Clean(label.Node)}: {label.Key}={label.Value}{(label.Before is { } before ? $" (was {Sanitizer.Clean(before, 63)})" : "")}\n");
        }

        if (changes.Length > MostLines)
        {
            text.Append(CultureInfo.InvariantCulture, $"... and {changes.Length - MostLines} more labels\n");
        }

        int nodes = changes.Select(label => label.Node).Distinct(StringComparer.Ordinal).Count();
        int right = plan.Labels.Count(label => label.Change == LabelChange.Keep);
        return text.Append(CultureInfo.InvariantCulture,
            $"{(isDry ? "would label" : "labeled")} {nodes} node(s); {right} label(s) were right already; of {plan.Unknown.Length} node(s) nothing is known.\n").ToString();
    }

    /// <summary>The same as commands of kubectl, for a snapshot: nothing can be written there.</summary>
    public static string Commands(LabelPlan plan)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, NodeLabel> node in plan.Changes.GroupBy(label => label.Node, StringComparer.Ordinal).Where(node => IsName(node.Key)))
        {
            text.Append(CultureInfo.InvariantCulture, $"kubectl label node {node.Key} --overwrite {string.Join(' ', node.Select(label => $"{label.Key}={label.Value}"))}\n");
        }

        return text.Length > 0 ? text.ToString()
            : plan.Labels.IsEmpty ? "# Nothing is known of any node.\n"
            : "# All labels are right already.\n";
    }

    // A name from a file goes into a command only when Kubernetes could have given it.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= 253 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');
}
