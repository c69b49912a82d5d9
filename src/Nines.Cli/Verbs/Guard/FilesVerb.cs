using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Manifests;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Files that a verb made, relative to the folder that they are for.</summary>
internal sealed record FileSet(ImmutableArray<GeneratedFile> Files);

/// <summary>Request of a verb that makes files.</summary>
/// <param name="Settings">Settings from which the files are created.</param>
/// <param name="Folder">Folder to write to; null for standard output.</param>
/// <param name="IsForced">True to replace existing files.</param>
internal sealed record FilesRequest<TSettings>(TSettings Settings, string? Folder, bool IsForced);

/// <summary>A set-up verb: makes files, and writes them to a folder or to standard output, all or none.</summary>
internal abstract class FilesVerb<TSettings>(string name, string description) : Verb<FilesRequest<TSettings>>(name, description)
    where TSettings : class
{
    protected override string Undone => "nothing was written.";

    protected Option<string?> Folder { get; } = new("--out")
    {
        Description = "Write the files to this folder, created if missing; without it they are printed one after another.",
        HelpName = "FOLDER",
    };

    protected Option<bool> Force { get; } = new("--force") { Description = "Replace existing files." };

    protected abstract TSettings ParseSettings(ParseResult parsed);

    protected abstract ReadResult<FileSet> Create(TSettings request);

    protected sealed override FilesRequest<TSettings> Parse(ParseResult parsed) => new(ParseSettings(parsed), parsed.GetValue(Folder), parsed.GetValue(Force));

    protected sealed override Task<VerbResult> RunAsync(FilesRequest<TSettings> request, CancellationToken cancellation)
    {
        ReadResult<FileSet> files = Create(request.Settings);
        return Task.FromResult(
            !files.IsValid ? VerbResult.BadInput(files.Diagnostics, Undone)
            : request.Folder is { } folder ? Write(folder, files.Value.Files, request.IsForced)
            : new VerbResult(ExitCode.Met, Printed(files.Value.Files), []));
    }

    private static VerbResult Write(string folder, ImmutableArray<GeneratedFile> files, bool isForced)
    {
        string[] existing = [.. files.Select(file => Path.Combine(folder, file.Path)).Where(File.Exists)];
        if (existing.Length > 0 && !isForced)
        {
            return VerbResult.Failed(
                ExitCode.BadInput,
                [.. existing.Select(path => $"nines: {path} exists already."), "nines: nothing was written; --force replaces existing files."]);
        }

        foreach (GeneratedFile file in files)
        {
            WriteFile(Path.Combine(folder, file.Path), file.Text);
        }

        return new VerbResult(ExitCode.Met, "", [.. files.Select(file => $"nines: wrote {Path.Combine(folder, file.Path)}")]);
    }

    private static void WriteFile(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out: '{path}' cannot be written: {FileErrors.Describe(exception)}", exception);
        }
    }

    // Each file behind a comment with its name; YAML files stay YAML, one document after another.
    private static string Printed(ImmutableArray<GeneratedFile> files) =>
        string.Concat(files.Select((file, index) => (index == 0 ? "" : "---\n") + $"# {file.Path}\n{file.Text}"));
}
