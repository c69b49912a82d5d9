using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Guard.Serving;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard purge</c>: no replica serves an answer from before it.</summary>
internal static class PurgeCommand
{
    public static Command Create(CommandHost host)
    {
        var replicas = new ReplicaOptions();
        var command = new Command("purge", "Forget every cached decision, on all replicas; done when none of them can serve an older one.");
        replicas.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ImmutableArray<ReplicaAnswer> answers = await replicas.AskAsync(parsed, HttpMethod.Post, CacheEndpoints.PurgePath, cancellation);
            ImmutableArray<string> notes = [.. answers.Select(Note)];
            bool isDone = answers.All(answer => answer.Status == 200);
            return host.Print(new CommandOutcome(
                isDone ? ExitCode.Met : ExitCode.Missed,
                "",
                isDone ? notes : [.. notes, "nines: not all replicas could make sure; entries that they may still serve end within five minutes of when Azure was asked. Run it again."]));
        });
        return command;
    }

    private static string Note(ReplicaAnswer answer)
    {
        if (answer.Status is not (200 or 503) || answer.Body.Length == 0)
        {
            return $"nines: {answer.Address} {answer.Why ?? (answer.Status == 429 ? "is purging already" : $"answered with {answer.Status}")}.";
        }

        PurgeReport report = JsonSerializer.Deserialize(answer.Body, AdministrationJson.Default.PurgeReport)!;
        return report.Purged
            ? $"nines: {report.Replica} ({answer.Address}) is in epoch {report.Epoch}; no older entry is served."
            : $"nines: {report.Replica} ({answer.Address}) dropped its own copies, and could not make sure of the other replicas.";
    }
}
