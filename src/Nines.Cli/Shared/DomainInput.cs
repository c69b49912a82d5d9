using System.Collections.Immutable;
using Nines.Azure.FailureDomains;
using Nines.Azure.FailureDomains.Tables;
using Nines.Cli.Frame;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>Failure domains read from a table and from Azure.</summary>
/// <param name="Options">Input of the domain map.</param>
/// <param name="Notes">Domains that remain unknown, with reasons, for the user.</param>
internal sealed record DomainKnowledge(DomainOptions Options, ImmutableArray<string> Notes);

/// <summary>Reads failure domains from a table, from Azure, or from both. The table takes precedence.</summary>
internal static class DomainInput
{
    private const long MaxTableBytes = 64L << 20;

    /// <summary>Reads all sources. Domains that Azure does not report remain unknown, with a note; an unreadable table is an error.</summary>
    public static async Task<ReadResult<DomainKnowledge>> ReadAsync(DomainSources sources, ClusterSnapshot snapshot, CommandHost host, CancellationToken cancellation)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<NodeDomains> tabulated = [];
        if (sources.Table is { } name)
        {
            ReadResult<DomainTable> table = ReadTable(name, host, cancellation);
            if (!table.IsValid)
            {
                return ReadResult.Failed<DomainKnowledge>(table.Diagnostics);
            }

            DomainJoin join = DomainJoin.Create(table.Value, snapshot.Nodes.Select(node => node.Name));
            tabulated = join.Nodes;
            notes.AddRange(join.Notes);
        }

        ImmutableArray<NodeDomains> reported = [];
        if (sources.Azure is { } cloud)
        {
            DomainReading reading = await host.ScaleSets(cloud).ReadAsync(snapshot.Nodes.Select(node => new NodeProvider(node.Name, node.ProviderId)), cancellation);
            reported = reading.ToNodeDomains();
            notes.AddRange(reading.Notes);
        }

        return ReadResult.Of(new DomainKnowledge(new DomainOptions { Labels = sources.Labels, Known = Merge(tabulated, reported) }, notes.ToImmutable()));
    }

    private static ReadResult<DomainTable> ReadTable(string name, CommandHost host, CancellationToken cancellation)
    {
        ReadResult<InputFile> file = InputFile.Read(name, host.In, MaxTableBytes);
        if (!file.IsValid)
        {
            return ReadResult.Failed<DomainTable>(file.Diagnostics);
        }

        using var stream = new MemoryStream(file.Value.Content, writable: false);
        return DomainTableFile.Read(stream, name, cancellation);
    }

    private static ImmutableArray<NodeDomains> Merge(ImmutableArray<NodeDomains> first, ImmutableArray<NodeDomains> second)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            return first.IsEmpty ? second : first;
        }

        var byNode = first.ToDictionary(domains => domains.Node, StringComparer.Ordinal);
        return
        [
            .. second.Select(domains => byNode.TryGetValue(domains.Node, out NodeDomains? before)
                ? new NodeDomains(domains.Node, domains.Values.SetItems(before.Values))
                : domains),
        ];
    }
}
