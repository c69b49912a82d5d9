using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Manifests;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Where set-up verbs put what they write: a folder, or standard output.</summary>
internal sealed class FileOutput
{
    public Option<string?> Folder { get; } = new("--out")
    {
        Description = "Write the files into this folder, which is made when it is missing; without it they are printed one after another.",
        HelpName = "FOLDER",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replace files that are there already." };

    /// <summary>Writes all files or none of them.</summary>
    public CommandOutcome Write(ParseResult parsed, ImmutableArray<GeneratedFile> files)
    {
        if (parsed.GetValue(Folder) is not { } folder)
        {
            return new CommandOutcome(ExitCode.Met, Printed(files), []);
        }

        string[] there = [.. files.Select(file => file.Path).Where(path => File.Exists(Path.Combine(folder, path)))];
        if (there.Length > 0 && !parsed.GetValue(Force))
        {
            return new CommandOutcome(
                ExitCode.BadInput, "",
                [.. there.Select(path => $"nines: {Path.Combine(folder, path)} is there already."), "nines: nothing was written; --force replaces files."]);
        }

        foreach (GeneratedFile file in files)
        {
            string path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        return new CommandOutcome(ExitCode.Met, "", [.. files.Select(file => $"nines: wrote {Path.Combine(folder, file.Path)}")]);
    }

    // Each file behind a comment with its name; YAML files stay YAML, one document after another.
    private static string Printed(ImmutableArray<GeneratedFile> files) =>
        string.Concat(files.Select((file, index) => (index == 0 ? "" : "---\n") + $"# {file.Path}\n{file.Text}"));
}
