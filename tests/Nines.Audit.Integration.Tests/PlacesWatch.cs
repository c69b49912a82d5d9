using System.Collections.Concurrent;
using System.Text.Json;
using Nines.Testing.ControlPlane;

namespace Nines.Audit.Integration.Tests;

/// <summary>Where the pods of all namespaces are, as the server tells of each change: asking again and again would cost more than the placing.</summary>
internal sealed class PlacesWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string?>> _nodes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public PlacesWatch(PlaneRequests requests) => _work = Task.Run(() => RunAsync(requests, _stop.Token), CancellationToken.None);

    /// <summary>Waits until a namespace has so many pods, each on a node, and gives these.</summary>
    public async Task<string[]> UntilPlacedAsync(string ns, int pods, CancellationToken cancellation)
    {
        ConcurrentDictionary<string, string?> mine = _nodes.GetOrAdd(ns, _ => new(StringComparer.Ordinal));
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string?[] nodes = [.. mine.Values];
            if (nodes.Length == pods && nodes.All(node => node is not null))
            {
                return nodes!;
            }

            if (_work.IsCompleted || TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                await _work;
                throw new TimeoutException($"There are not {pods} pods of {ns} on nodes, but: {string.Join(", ", nodes.Select(node => node ?? "none"))}.");
            }

            await Task.Delay(5, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }

        _stop.Dispose();
    }

    private async Task RunAsync(PlaneRequests requests, CancellationToken cancellation)
    {
        await foreach (string line in requests.LinesAsync("/api/v1/pods?watch=true&resourceVersion=0&timeoutSeconds=3600", cancellation))
        {
            using var change = JsonDocument.Parse(line);
            SeenPod pod = SeenPod.Of(change.RootElement.GetProperty("object"));
            ConcurrentDictionary<string, string?> all = _nodes.GetOrAdd(pod.Namespace, _ => new(StringComparer.Ordinal));
            if (change.RootElement.GetProperty("type").GetString() == "DELETED")
            {
                all.TryRemove(pod.Name, out _);
            }
            else
            {
                all[pod.Name] = pod.Node;
            }
        }
    }
}
