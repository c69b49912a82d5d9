using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nines.Placement;
using Nines.Testing.ControlPlane;

namespace Nines.Scheduling.Integration.Tests;

/// <summary>A real API server and scheduler over nodes that are only API objects.</summary>
internal sealed class FakeNodes(RealControlPlane plane) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = plane.Client(RealControlPlane.AdminToken);

    public static async Task<FakeNodes> StartAsync(Cluster cluster, CancellationToken cancellation)
    {
        var nodes = new FakeNodes(await RealControlPlane.StartAsync(new ControlPlaneOptions { Scheduler = true }, cancellation));
        foreach (Node node in cluster.Nodes)
        {
            await nodes.AddAsync(node, cancellation);
        }

        return nodes;
    }

    public Task CreateAsync(string path, string body, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, body, "application/json", cancellation);

    /// <summary>Creates pods in turn, waits until each has a node, and gives the nodes' names in the order of the pods.</summary>
    public async Task<string[]> PlaceAsync(IReadOnlyList<(string Name, string Json)> pods, CancellationToken cancellation)
    {
        foreach ((_, string json) in pods)
        {
            await CreateAsync("/api/v1/namespaces/default/pods", json, cancellation);
        }

        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < s_patience)
        {
            Dictionary<string, string> places = await PlacesAsync(cancellation);
            if (pods.All(pod => places.GetValueOrDefault(pod.Name) is { Length: > 0 }))
            {
                return [.. pods.Select(pod => places[pod.Name])];
            }

            await Task.Delay(5, cancellation);
        }

        throw new TimeoutException("The scheduler did not place the pods: " + await _client.GetStringAsync(new Uri("/api/v1/namespaces/default/events", UriKind.Relative), cancellation));
    }

    public async Task DeletePodsAsync(CancellationToken cancellation)
    {
        await SendAsync(HttpMethod.Delete, "/api/v1/namespaces/default/pods?gracePeriodSeconds=0", null, "application/json", cancellation);
        while ((await PlacesAsync(cancellation)).Count > 0)
        {
            await Task.Delay(5, cancellation);
        }

        // The scheduler hears of it through its watch.
        await Task.Delay(40, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await plane.DisposeAsync();
    }

    private async Task<Dictionary<string, string>> PlacesAsync(CancellationToken cancellation)
    {
        using var list = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative), cancellation));
        return list.RootElement.GetProperty("items").EnumerateArray().ToDictionary(
            pod => pod.GetProperty("metadata").GetProperty("name").GetString()!,
            pod => pod.GetProperty("spec").TryGetProperty("nodeName", out JsonElement node) ? node.GetString()! : "");
    }

    private async Task AddAsync(Node node, CancellationToken cancellation)
    {
        string labels = JsonSerializer.Serialize(node.Labels);
        await CreateAsync("/api/v1/nodes", $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{node.Name}}}","labels":{{{labels}}} } }""", cancellation);

        // The API server taints new nodes as not ready; the node controller, which would take that away, does not run here.
        await SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{node.Name}", """{"spec":{"taints":null}}""", "application/merge-patch+json", cancellation);
        string has = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"cpu":"{{{node.Allocatable.MilliCpu}}}m","memory":"{{{node.Allocatable.Memory}}}","pods":"{{{node.AllocatablePods}}}"}""");
        await SendAsync(
            HttpMethod.Patch, $"/api/v1/nodes/{node.Name}/status",
            $$$"""{"status":{"capacity":{{{has}}},"allocatable":{{{has}}},"conditions":[{"type":"Ready","status":"True"}]}}""",
            "application/merge-patch+json", cancellation);
    }

    private async Task SendAsync(HttpMethod method, string path, string? body, string type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
    }
}
