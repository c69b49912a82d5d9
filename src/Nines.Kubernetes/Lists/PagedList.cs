using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Lists;

/// <summary>
/// Reads a kind page by page. All pages are of one moment: when the server has forgotten it (410), the list restarts with larger
/// pages, and the last time without pages at all.
/// </summary>
internal sealed class PagedList(KubernetesTransport transport, ItemLimits limits)
{
    public async Task<ListResult<T>> ReadAsync<T>(ResourceType<T> type, string path, ListQuery query, WireJson json, CancellationToken cancellationToken)
        where T : class
    {
        List<T> all = [];
        (string version, int restarts) = await ReadPagesAsync<T>(type, path, query, json, all.Clear, all.AddRange, cancellationToken);
        return new ListResult<T>(all, version, restarts);
    }

    /// <param name="begin">Called when the list begins and whenever it restarts, which invalidates the items so far.</param>
    /// <param name="take">Called with one page after another.</param>
    public async Task<(string ResourceVersion, int Restarts)> ReadPagesAsync<T>(
        ResourceType<T> type, string path, ListQuery query, WireJson json, Action begin, Action<IReadOnlyList<T>> take, CancellationToken cancellationToken)
        where T : class
    {
        for (int restarts = 0; ; restarts++)
        {
            // Doubled each time, without pages the last time.
            int? pageSize = restarts == query.Restarts && restarts > 0 ? null : query.PageSize << Math.Min(restarts, 10);
            try
            {
                begin();
                return (await ReadOnceAsync(type, path, query, pageSize, json, take, cancellationToken), restarts);
            }
            catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.Expired && restarts < query.Restarts)
            {
                // What was read is of a moment that is gone.
            }
        }
    }

    private async Task<string> ReadOnceAsync<T>(
        ResourceType<T> type, string path, ListQuery query, int? pageSize, WireJson json, Action<IReadOnlyList<T>> take, CancellationToken cancellationToken)
        where T : class
    {
        int count = 0;
        string? next = null;
        string version = "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var request = new KubernetesRequest(HttpMethod.Get, path + query.Text(pageSize, next), "list", Subject(type.Kind, query.Namespace));
            Page<T> page = await transport.SendAsync(request, (stream, cancellation) => ReadPageAsync<T>(stream, request, json, query.MaxItems - count, cancellation), cancellationToken);
            take(page.Items);
            count += page.Items.Count;
            (next, version) = (page.Envelope.Continue, page.Envelope.ResourceVersion ?? version);
            if (next is not null && !seen.Add(next))
            {
                throw new KubernetesException(KubernetesErrorKind.Unreadable, $"{request}: the server names the same next page twice.");
            }
        }
        while (next is not null);

        return version;
    }

    private async Task<Page<T>> ReadPageAsync<T>(Stream stream, KubernetesRequest request, WireJson json, int max, CancellationToken cancellationToken)
        where T : class
    {
        var sink = new Sink<T>(json, max, request);
        try
        {
            ListEnvelope? envelope = await JsonItemReader.ReadAsync(stream, sink, limits, cancellationToken);
            return new Page<T>(sink.Items, envelope ?? throw new KubernetesException(KubernetesErrorKind.Unreadable, $"{request}: the answer is not a list."));
        }
        catch (ItemFormatException exception)
        {
            throw new KubernetesException(
                KubernetesErrorKind.Unreadable, $"{request}: {exception.Message} (line {exception.Line}, column {exception.Column} of the answer).", null, exception);
        }
    }

    internal static string Subject(ResourceKind kind, string? ns, string? name = null) =>
        $"{kind}{(name is null ? "" : $" '{name}'")}{(!kind.IsNamespaced ? "" : ns is null ? " in all namespaces" : $" in namespace '{ns}'")}";

    private sealed record Page<T>(List<T> Items, ListEnvelope Envelope);

    private sealed class Sink<T>(WireJson json, int max, KubernetesRequest request) : IItemSink
        where T : class
    {
        public List<T> Items { get; } = [];

        public void Item(ReadOnlySpan<byte> bytes, ListEnvelope envelope)
        {
            if (Items.Count >= max)
            {
                throw new KubernetesException(KubernetesErrorKind.TooLarge, $"{request}: there are more objects than the limit.", "Narrow it with a namespace or a selector.");
            }

            Items.Add(json.Read<T>(bytes));
        }
    }
}
