using System.Globalization;
using System.Text.Json;
using Nines.Clusters;
using Nines.Testing.ControlPlane;

namespace Nines.Scheduling.Integration.Tests;

/// <summary>Lets the real scheduler place pods on the nodes of a cluster; the pods are placed and never run.</summary>
internal sealed class RealPlacements : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly RealControlPlane _plane;
    private readonly FakeNodes _nodes;

    private RealPlacements(RealControlPlane plane, FakeNodes nodes) => (_plane, _nodes) = (plane, nodes);

    public static async Task<RealPlacements> StartAsync(Cluster cluster, CancellationToken cancellation)
    {
        RealControlPlane plane = await RealControlPlane.StartAsync(new ControlPlaneOptions { Scheduler = true }, cancellation);
        try
        {
            return new RealPlacements(plane, await FakeNodes.StartAsync(plane, cluster.Nodes.Select(Machine), cancellation, new FakeNodesOptions { RunsPods = false }));
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    public Task CreateAsync(string path, string body, CancellationToken cancellation) => _nodes.Requests.PostAsync(path, body, cancellation);

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

        using JsonDocument events = await _nodes.Requests.GetAsync("/api/v1/namespaces/default/events", cancellation);
        throw new TimeoutException("The scheduler did not place the pods: " + events.RootElement.GetRawText());
    }

    public async Task DeletePodsAsync(CancellationToken cancellation)
    {
        await _nodes.Requests.DeleteAsync("/api/v1/namespaces/default/pods?gracePeriodSeconds=0", cancellation);
        while ((await PlacesAsync(cancellation)).Count > 0)
        {
            await Task.Delay(5, cancellation);
        }

        await HeardAsync(cancellation);
    }

    /// <summary>
    /// Waits until the scheduler has heard of everything so far: its watch tells events of pods in their order, so when it has given up on a
    /// pod that fits nowhere, it knows of all deletions before.
    /// </summary>
    private async Task HeardAsync(CancellationToken cancellation)
    {
        const string Path = "/api/v1/namespaces/default/pods";
        const string Body = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"barrier"},"spec":{"terminationGracePeriodSeconds":0,"nodeSelector":{"no":"where"},"containers":[{"name":"c","image":"none"}]}}""";
        await CreateAsync(Path, Body, cancellation);
        long start = TimeProvider.System.GetTimestamp();
        while (!await WasRefusedAsync(Path + "/barrier", cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException("The scheduler did not look at a pod that fits nowhere.");
            }

            await Task.Delay(5, cancellation);
        }

        await _nodes.Requests.DeleteAsync(Path + "/barrier?gracePeriodSeconds=0", cancellation);
    }

    private async Task<bool> WasRefusedAsync(string path, CancellationToken cancellation)
    {
        using JsonDocument pod = await _nodes.Requests.GetAsync(path, cancellation);
        return pod.RootElement.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions)
            && conditions.EnumerateArray().Any(condition => condition.GetProperty("type").GetString() == "PodScheduled" && condition.GetProperty("status").GetString() == "False");
    }

    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        await _plane.DisposeAsync();
    }

    private async Task<Dictionary<string, string>> PlacesAsync(CancellationToken cancellation)
    {
        using JsonDocument list = await _nodes.Requests.GetAsync("/api/v1/namespaces/default/pods", cancellation);
        return list.RootElement.GetProperty("items").EnumerateArray().ToDictionary(
            pod => pod.GetProperty("metadata").GetProperty("name").GetString()!,
            pod => pod.GetProperty("spec").TryGetProperty("nodeName", out JsonElement node) ? node.GetString()! : "");
    }

    private static FakeNode Machine(Node node) => new(node.Name)
    {
        Labels = node.Labels,
        Cpu = node.Allocatable.MilliCpu.ToString(CultureInfo.InvariantCulture) + "m",
        Memory = node.Allocatable.Memory.ToString(CultureInfo.InvariantCulture),
        Pods = checked((int)node.AllocatablePods),
    };
}
