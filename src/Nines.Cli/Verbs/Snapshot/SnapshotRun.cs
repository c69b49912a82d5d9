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

/// <summary>What is asked of <c>nines snapshot</c>.</summary>
/// <param name="Files">Empty for the live cluster.</param>
/// <param name="Output">A path, or - for standard output.</param>
/// <param name="Anonymise">Whether names are replaced.</param>
/// <param name="Salt">What pseudonyms come from; null for chance.</param>
/// <param name="Cluster">Which live cluster.</param>
internal sealed record SnapshotRequest(ImmutableArray<string> Files, string Output, bool Anonymise, string? Salt, ClusterChoice Cluster);

/// <summary>Runs <c>nines snapshot</c>: read, perhaps anonymise, write.</summary>
internal sealed class SnapshotRun(CommandHost host, SnapshotRequest request)
{
    public async Task<CommandOutcome> RunAsync(CancellationToken cancellation)
    {
        ReadResult<ClusterRecords> read = await SnapshotInput.ReadRecordsAsync(request.Files, request.Cluster, host, cancellation);
        if (!read.IsValid)
        {
            return CommandOutcome.BadInput(read.Diagnostics, "nothing was written.");
        }

        ClusterRecords records = read.Value;
        if (request.Anonymise)
        {
            byte[] key = request.Salt is { } salt ? Encoding.UTF8.GetBytes(salt) : RandomNumberGenerator.GetBytes(32);
            records = Anonymiser.Anonymise(records, key);
        }

        if (request.Output == "-")
        {
            await using Stream output = host.OpenOutput();
            await SnapshotWriter.WriteAsync(records, output, cancellation);
        }
        else
        {
            await WriteFileAsync(records, request.Output, cancellation);
        }

        return new CommandOutcome(ExitCode.Met, "", Notes(records));
    }

    // Whoever looks at the file sees the old one or all of the new one.
    private static async Task WriteFileAsync(ClusterRecords records, string path, CancellationToken cancellation)
    {
        string whole = Path.GetFullPath(path);
        if (Directory.Exists(whole))
        {
            throw new IOException($"'{path}' is a folder; name a file in it.");
        }

        string partial = whole + ".partial";
        try
        {
            await using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
            {
                await SnapshotWriter.WriteAsync(records, stream, cancellation);
            }

            File.Move(partial, whole, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private ImmutableArray<string> Notes(ClusterRecords records)
    {
        string counts = string.Join(", ", records.Counts().Select(count => $"{count.Count.ToString(CultureInfo.InvariantCulture)} {count.Kind}"));
        return
        [
            $"nines: wrote {(request.Output == "-" ? "the snapshot" : request.Output)}: {counts}",
            .. records.Notes.Select(note => $"nines: {note}"),
            .. records.Unread.GroupBy(unread => unread.Reason, unread => unread.Kind, StringComparer.Ordinal)
                .Select(kinds => $"nines: without {string.Join(", ", kinds)}: {kinds.Key}"),
        ];
    }
}
