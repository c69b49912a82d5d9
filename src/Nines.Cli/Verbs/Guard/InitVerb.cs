using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Files;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary>A part of <c>nines guard init</c>: plans files for a folder, which are written all or none.</summary>
internal abstract class InitVerb<TRequest>(string name, string description) : Verb<TRequest>(name, description)
    where TRequest : notnull
{
    private const string DefaultFolder = "guard-pki";

    protected override string Undone => "nothing was written.";

    protected Option<string> Folder { get; } = new("--out")
    {
        Description = $"Folder of all certificates and keys; created if missing. [default: {DefaultFolder}]",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultFolder,
    };

    protected Option<bool> Force { get; } = new("--force") { Description = "Replace existing files; a copy of each is kept next to it." };

    protected abstract string GetFolder(TRequest request);

    protected abstract ReadResult<SetupPlan> Plan(TRequest request, DateTimeOffset now);

    protected override Task<VerbResult> RunAsync(TRequest request, CancellationToken cancellation)
    {
        DateTimeOffset now = Host.Time.GetUtcNow();
        ReadResult<SetupPlan> plan = Plan(request, now);
        return Task.FromResult(plan.IsValid
            ? new VerbResult(ExitCode.Met, "", Lines(plan.Value, SecretFiles.Write(GetFolder(request), plan.Value.Files, plan.Value.Replaces, now)))
            : VerbResult.BadInput(plan.Diagnostics, Undone));
    }

    private static ImmutableArray<string> Lines(SetupPlan plan, WrittenFiles written) =>
    [
        .. written.Written.Select((path, at) => $"nines: wrote {path}{(plan.Files[at].IsSecret ? ", which only you can read" : "")}"),
        .. written.Kept.Select(path => $"nines: kept {path}"),
        .. plan.Facts.Select(fact => $"nines: {fact}"),
        .. plan.Next.Select(step => $"nines: next: {step}"),
    ];
}
