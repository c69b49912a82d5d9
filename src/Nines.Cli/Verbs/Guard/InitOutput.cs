using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Files;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary>What the parts of <c>nines guard init</c> share: the folder, and how a plan is carried out and told.</summary>
internal sealed class InitOutput
{
    private const string DefaultFolder = "guard-pki";

    public Option<string> Folder { get; } = new("--out")
    {
        Description = $"The folder of all certificates and keys, made when it is missing. [default: {DefaultFolder}]",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultFolder,
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replace what is there; a copy of each file is kept beside it." };

    public string FolderOf(ParseResult parsed) => parsed.GetValue(Folder)!;

    /// <summary>Writes what was planned, all of it or nothing, and says what to do next.</summary>
    public CommandOutcome Carry(ParseResult parsed, CommandHost host, ReadResult<SetupPlan> plan)
    {
        if (!plan.IsValid)
        {
            return CommandOutcome.BadInput(plan.Diagnostics, "nothing was written.");
        }

        WrittenFiles written = SecretFiles.Write(FolderOf(parsed), plan.Value.Files, plan.Value.Replaces, host.Time.GetUtcNow());
        return new CommandOutcome(ExitCode.Met, "", Lines(plan.Value, written));
    }

    private static ImmutableArray<string> Lines(SetupPlan plan, WrittenFiles written) =>
    [
        .. written.Written.Select((path, at) => $"nines: wrote {path}{(plan.Files[at].IsSecret ? ", which only you can read" : "")}"),
        .. written.Kept.Select(path => $"nines: kept {path}"),
        .. plan.Facts.Select(fact => $"nines: {fact}"),
        .. plan.Next.Select(step => $"nines: next: {step}"),
    ];
}
