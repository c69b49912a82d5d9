using System.Collections.Immutable;
using System.Text;
using Nines.Audits.Findings;
using Nines.Audits.Fixes;
using Nines.Clusters;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <param name="Name">Without a folder.</param>
/// <param name="Content">Text.</param>
/// <param name="Command">How it is applied, from within the folder; null when it is for reading.</param>
internal sealed record FixFile(string Name, string Content, string? Command);

/// <summary>Writes a plan of fixes as files: one patch each, which tells what it closes and what showed it, and a page of suggestions.</summary>
internal static class FixFiles
{
    private const int LongestName = 253;

    /// <param name="plan">The plan.</param>
    /// <param name="notes">Takes what was left out, for people.</param>
    public static ImmutableArray<FixFile> Of(FixPlan plan, ICollection<string> notes)
    {
        var files = ImmutableArray.CreateBuilder<FixFile>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (WorkloadFix fix in plan.Workloads)
        {
            foreach (Patch patch in fix.Patches)
            {
                // What kube-apiserver would never have taken goes into no command and no name of a file.
                if (!IsName(patch.Target.Namespace) || !IsName(patch.Target.Name) || !patch.Target.Kind.All(char.IsAsciiLetter))
                {
                    notes.Add($"no patch was written for {Sanitizer.Clean(patch.Target.ToString())}: that is no name that Kubernetes knows");
                    continue;
                }

                FixFile file = File(fix, patch, names);
                files.Add(file);
            }
        }

        if (!plan.Suggestions.IsEmpty)
        {
            files.Add(new FixFile("suggestions.md", Suggestions(plan), null));
        }

        return files.ToImmutable();
    }

    private static FixFile File(WorkloadFix fix, Patch patch, HashSet<string> names)
    {
        string kind = patch.Target.Kind.ToLowerInvariant();
        string name = $"{patch.Target.Namespace}-{kind}-{patch.Target.Name}.yaml";
        for (int i = 2; !names.Add(name); i++)
        {
            name = $"{patch.Target.Namespace}-{kind}-{patch.Target.Name}-{i}.yaml";
        }

        // Older ones of kubectl miss, in a file that names only what changes, what the object has already; the server checks the whole.
        string partly = patch.Target == fix.Workload.Name ? " --validate=false" : "";
        string command = patch.Way == PatchWay.Apply
            ? $"kubectl apply --server-side --field-manager=nines{partly} -f {name}"
            : $"kubectl patch {kind} {patch.Target.Name} -n {patch.Target.Namespace} --type strategic --patch \"$(cat {name})\"";
        var text = new StringBuilder();
        Comment(text, "", $"{patch.Target.Kind} {patch.Target.Name} in namespace {patch.Target.Namespace}, written by nines audit --fix");
        Comment(text, "", command);
        foreach (Finding finding in patch.Closes)
        {
            Comment(text, "  ", $"closes {finding.Kind.Code} ({finding.Kind.Title}): {finding.Message}");
        }

        foreach (string note in patch.Notes)
        {
            Comment(text, "  ", note);
        }

        if (patch.Target == fix.Workload.Name)
        {
            foreach (string line in ProofText.Lines(fix))
            {
                Comment(text, "  ", line);
            }
        }

        return new FixFile(name, text.Append(YamlText.Write(patch.Body)).ToString(), command);
    }

    private static string Suggestions(FixPlan plan)
    {
        var text = new StringBuilder("# What a patch cannot decide\n");
        foreach (IGrouping<ObjectName, Suggestion> group in plan.Suggestions.GroupBy(suggestion => suggestion.Finding.Subject).OrderBy(group => group.Key))
        {
            text.Append("\n## `").Append(Markdown(group.Key.ToString())).Append("`\n\n");
            foreach (Suggestion suggestion in group)
            {
                text.Append("- ").Append(suggestion.Finding.Kind.Code).Append(": ").Append(Markdown(suggestion.Finding.Message))
                    .Append(' ').Append(Markdown(suggestion.Advice)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Comment(StringBuilder text, string indent, string line) => text.Append("# ").Append(indent).Append(Sanitizer.Clean(line)).Append('\n');

    private static string Markdown(string text) => Sanitizer.Clean(text).Replace("`", "'", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    // DNS-1123: what Kubernetes permits as names of these kinds.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');
}
