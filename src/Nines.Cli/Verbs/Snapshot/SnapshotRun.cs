using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Anonymizing;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Cli.Verbs.Snapshot;

/// <summary>Request of <c>nines snapshot</c>.</summary>
/// <param name="Files">Empty for the live cluster.</param>
/// <param name="OutputFile">Null or <c>-</c> for standard output.</param>
/// <param name="Anonymize">True to replace names by pseudonyms.</param>
/// <param name="Salt">Key of the pseudonyms; null for a random one.</param>
/// <param name="Cluster">The live cluster.</param>
internal sealed record SnapshotRequest(ImmutableArray<string> Files, string? OutputFile, bool Anonymize, string? Salt, ClusterChoice Cluster) : IFileRequest
{
    public IEnumerable<string> Inputs => Files;
}

/// <summary>Runs <c>nines snapshot</c>: reads the objects and anonymizes them if requested.</summary>
internal sealed class SnapshotRun(CommandHost host, SnapshotRequest request, string undone)
{
    public async Task<VerbResult> RunAsync(CancellationToken cancellation)
    {
        ReadResult<ReadRecords> read = await SnapshotInput.ReadRecordsAsync(request.Files, request.Cluster, host, cancellation);
        if (!read.IsValid)
        {
            return VerbResult.BadInput(read.Diagnostics, undone);
        }

        ClusterRecords records = read.Value.Records;
        if (request.Anonymize)
        {
            byte[] key = request.Salt is { } salt ? Encoding.UTF8.GetBytes(salt) : RandomNumberGenerator.GetBytes(32);
            records = Anonymizer.Anonymise(records, key);
        }

        return new VerbResult(ExitCode.Met, "", Notes(records))
        {
            OutputFile = request.OutputFile,
            Content = (stream, stop) => SnapshotWriter.WriteAsync(records, stream, stop),
        };
    }

    private static ImmutableArray<string> Notes(ClusterRecords records)
    {
        string counts = string.Join(", ", records.Counts().Select(count => $"{count.Count.ToString(CultureInfo.InvariantCulture)} {count.Kind}"));
        return
        [
            $"nines: the snapshot contains {counts}",
            .. records.Notes.Select(note => $"nines: {note}"),
            .. records.Unread.GroupBy(unread => unread.Reason, unread => unread.Kind, StringComparer.Ordinal)
                .Select(kinds => $"nines: not in the snapshot: {string.Join(", ", kinds)}: {kinds.Key}"),
        ];
    }
}
