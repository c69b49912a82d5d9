using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Guard.Serving;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard purge</c>: afterwards no replica serves an answer from before it.</summary>
internal sealed class PurgeVerb : Verb<ReplicaSelection>
{
    private readonly ReplicaOptions _replicas = new();

    public PurgeVerb()
        : base("purge", "Remove every cached decision on all replicas; done when none of them can serve an older one.")
    {
        Examples = ["guard purge --server https://nines-guard.example.org:9443 --ca ca.crt --certificate client.crt --key client.key"];
        _replicas.AddTo(this);
    }

    protected override string Undone => "nothing was purged.";

    protected override ReplicaSelection Parse(ParseResult parsed) => _replicas.Read(parsed);

    protected override async Task<VerbResult> RunAsync(ReplicaSelection request, CancellationToken cancellation)
    {
        ImmutableArray<ReplicaAnswer> answers = await ReplicaClient.AskAsync(request, HttpMethod.Post, CacheEndpoints.PurgePath, cancellation);
        ImmutableArray<string> notes = [.. answers.Select(Note)];
        return answers.All(answer => answer.Status == 200)
            ? new VerbResult(ExitCode.Met, "", notes)
            : VerbResult.Failed(
                ExitCode.Missed,
                [.. notes, "nines: not all replicas confirmed the purge; entries that they may still serve expire within five minutes after Azure was asked. Run it again."]);
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
