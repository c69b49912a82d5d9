using System.Collections.Immutable;
using System.Text;
using Nines.Audits.Fixes;
using Nines.Cli.Frame;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <param name="Name">File name without a folder.</param>
/// <param name="Content">Content.</param>
/// <param name="Command">Command that applies the file, run in its folder; null for a file to read.</param>
internal sealed record FixFile(string Name, string Content, string? Command);

/// <summary>Writes a fix plan as files: one for each patch, with the findings that it fixes and its simulated effect, and one with suggestions.</summary>
internal static class FixFiles
{
    private const int MaxNameLength = 253;

    /// <param name="plan">The plan.</param>
    /// <param name="notes">Receives the patches that were omitted, with reasons.</param>
    public static ImmutableArray<FixFile> Create(FixPlan plan, ICollection<string> notes)
    {
        var files = ImmutableArray.CreateBuilder<FixFile>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (WorkloadFix fix in plan.Workloads)
        {
            foreach (Patch patch in fix.Patches)
            {
                // A name that kube-apiserver would refuse must not get into a command or a file name.
                if (!IsName(patch.Target.Namespace) || !IsName(patch.Target.Name) || !patch.Target.Kind.All(char.IsAsciiLetter))
                {
                    notes.Add($"no patch was written for {Sanitizer.Clean(patch.Target.ToString())}: its name is not valid in Kubernetes");
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

        // Older versions of kubectl refuse a file that omits required fields which the object already has; the server validates the merged object.
        string partly = patch.Target == fix.Workload.Name ? " --validate=false" : "";
        string command = patch.Way == PatchWay.Apply
            ? $"kubectl apply --server-side --field-manager=nines{partly} -f {name}"
            : $"kubectl patch {kind} {patch.Target.Name} -n {patch.Target.Namespace} --type strategic --patch \"$(cat {name})\"";
        IEnumerable<string> lines =
        [
            $"{patch.Target.Kind} {patch.Target.Name} in namespace {patch.Target.Namespace}, written by nines audit --fix",
            command,
            .. patch.Closes.Select(finding => $"  fixes {finding.Kind.Code} ({finding.Kind.Title}): {finding.Message}"),
            .. patch.Notes.Select(note => $"  {note}"),
            .. (patch.Target == fix.Workload.Name ? FixPhrases.Lines(fix) : []).Select(line => $"  {line}"),
        ];

        // Text of the cluster may have line breaks: each line stays one.
        string comment = string.Join('\n', lines.Select(line => Sanitizer.Clean(line)));
        return new FixFile(name, YamlWriter.Write(new YamlMap(patch.Body) { Comment = comment }), command);
    }

    private static string Suggestions(FixPlan plan)
    {
        var text = new StringBuilder("# Findings that need a decision\n");
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

    private static string Markdown(string text) => Sanitizer.Clean(text).Replace("`", "'", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    // DNS-1123: what Kubernetes permits as names of these kinds.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');
}

/// <summary>Writes files into a new or empty folder, so that nothing is overwritten and patches of two runs never mix.</summary>
internal static class FixFolder
{
    /// <summary>Checks a folder before any work is done.</summary>
    /// <returns>The error; null if patches can be written into the folder.</returns>
    public static Diagnostic? Refusal(string folder)
    {
        var here = new SourcePosition(folder, 0, 0);
        return File.Exists(folder) ? new Diagnostic(here, "is a file; expected a folder for the patches.", "Name a new or empty folder.")
            : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                ? new Diagnostic(here, "is not empty; expected a new or empty folder, so that patches of two runs do not mix.", "Name a new or empty folder.")
            : null;
    }

    /// <exception cref="InputException">A file cannot be written.</exception>
    public static void Write(string folder, ImmutableArray<FixFile> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (FixFile file in files)
            {
                File.WriteAllText(Path.Combine(folder, file.Name), file.Content);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--fix '{folder}' cannot be written: {FileErrors.Describe(exception)}", exception);
        }
    }
}
