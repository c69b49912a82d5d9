using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Nines.Testing.ControlPlane;

/// <summary>
/// Machines that are only API objects, kept alive as kubelets would: they renew their leases, run the pods that are placed on them and
/// end those that are deleted. They can be killed, which the control plane finds out as ever, and deleted, as a cloud does.
/// </summary>
public sealed class FakeNodes : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, FakeNode> _alive = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeNode> _killed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly PlaneRequests _requests;
    private readonly FakeNodesOptions _options;
    private readonly PodKeeper _pods;
    private Task _work = Task.CompletedTask;

    private FakeNodes(RealControlPlane plane, FakeNodesOptions options)
    {
        (_requests, _options) = (new PlaneRequests(plane), options);
        _pods = new PodKeeper(_requests, options, _alive.ContainsKey);
    }

    /// <summary>Those that are neither killed nor deleted, by name.</summary>
    public IReadOnlyList<string> Alive => [.. _alive.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The last error in keeping pods; null when there was none.</summary>
    public string? Fault => _pods.Fault;

    /// <summary>For objects that the test wants to be there.</summary>
    public PlaneRequests Requests => _requests;

    /// <summary>Registers nodes and keeps them; ends when pods can be placed on all of them. The control plane stays the caller's.</summary>
    public static async Task<FakeNodes> StartAsync(
        RealControlPlane plane, IEnumerable<FakeNode> nodes, CancellationToken cancellation, FakeNodesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var started = new FakeNodes(plane, options ?? new FakeNodesOptions());
        try
        {
            await started.AddAsync(nodes, cancellation);
            started._work = Task.WhenAll(
                Task.Run(() => started.RenewAsync(started._stop.Token), CancellationToken.None),
                started._options.RunsPods ? Task.Run(() => started._pods.RunAsync(started._stop.Token), CancellationToken.None) : Task.CompletedTask);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers more nodes; ends when pods can be placed on them.</summary>
    public async Task AddAsync(IEnumerable<FakeNode> nodes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        FakeNode[] all = [.. nodes];
        await Parallel.ForEachAsync(all, Together(cancellation), async (node, token) => await RegisterAsync(node, token));
        long start = TimeProvider.System.GetTimestamp();
        while (!await AreReadyAsync(all, cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException("The nodes did not become ready for pods within a minute.");
            }

            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>The machine is gone without a word: the node controller notices after its grace time, and pods end by their tolerations.</summary>
    public void Kill(string name)
    {
        if (_alive.TryRemove(name, out FakeNode? node))
        {
            _killed[name] = node;
        }
    }

    /// <summary>A machine that was killed is back, and its pods are ended or Ready again.</summary>
    public async Task ReviveAsync(string name, CancellationToken cancellation)
    {
        if (!_killed.TryRemove(name, out FakeNode? node))
        {
            throw new ArgumentException($"{name} was not killed", nameof(name));
        }

        await SayReadyAsync(node, cancellation);
        await RenewAsync(node, cancellation);
        _alive[name] = node;
        _pods.LookAgain();
    }

    /// <summary>Takes a node away for good, as a cloud does with its machine, and its pods, as the collector of orphans does a minute later.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        Kill(name);
        _killed.TryRemove(name, out _);
        await _requests.DeleteAsync($"/api/v1/nodes/{name}", cancellation);
        await _requests.DeleteAsync($"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{name}", cancellation);
        using JsonDocument pods = await _requests.GetAsync($"/api/v1/pods?fieldSelector=spec.nodeName%3D{name}", cancellation);
        foreach (JsonElement pod in pods.RootElement.GetProperty("items").EnumerateArray())
        {
            JsonElement metadata = pod.GetProperty("metadata");
            await _requests.DeleteAsync(
                $"/api/v1/namespaces/{metadata.GetProperty("namespace").GetString()}/pods/{metadata.GetProperty("name").GetString()}?gracePeriodSeconds=0", cancellation);
        }
    }

    /// <summary>Waits until no pod has changed for some time: the controllers have done what they can.</summary>
    /// <exception cref="TimeoutException">They never rest.</exception>
    public async Task SettleAsync(TimeSpan quiet, CancellationToken cancellation)
    {
        if (!_options.RunsPods)
        {
            throw new InvalidOperationException("the pods are not watched: RunsPods is false");
        }

        long start = TimeProvider.System.GetTimestamp();
        do
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience + quiet)
            {
                throw new TimeoutException("The pods did not come to rest.");
            }

            await Task.Delay(50, cancellation);
        }
        while (_pods.Quiet < quiet || TimeProvider.System.GetElapsedTime(start) < quiet);
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

        _requests.Dispose();
        _stop.Dispose();
    }

    private async Task RegisterAsync(FakeNode node, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string>(node.Labels) { ["kubernetes.io/hostname"] = node.Labels.GetValueOrDefault("kubernetes.io/hostname", node.Name) };
        await _requests.PostAsync("/api/v1/nodes", $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{node.Name}}}","labels":{{{JsonSerializer.Serialize(labels)}}} },
             "spec":{"providerID":{{{JsonSerializer.Serialize(node.ProviderId)}}} } }
            """, cancellation);
        await SayReadyAsync(node, cancellation);
        await _requests.PostAsync("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", $$$"""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{{node.Name}}}"},
             "spec":{"holderIdentity":"{{{node.Name}}}","leaseDurationSeconds":40,"renewTime":"{{{Now("ffffff")}}}"} }
            """, cancellation);

        // The API server taints new nodes as not ready; the node controller, which would take that away, need not run.
        string taints = string.Join(',', node.Taints.Select(taint =>
            $$"""{"key":{{JsonSerializer.Serialize(taint.Key)}},"value":{{JsonSerializer.Serialize(taint.Value)}},"effect":"{{taint.Effect}}"}"""));
        await _requests.PatchAsync($"/api/v1/nodes/{node.Name}", $$$"""{"spec":{"taints":[{{{taints}}}]} }""", cancellation);
        _alive[node.Name] = node;
    }

    private Task SayReadyAsync(FakeNode node, CancellationToken cancellation)
    {
        string has = $$"""{"cpu":"{{node.Cpu}}","memory":"{{node.Memory}}","pods":"{{node.Pods.ToString(CultureInfo.InvariantCulture)}}"}""";
        return _requests.PatchAsync($"/api/v1/nodes/{node.Name}/status", $$$"""
            {"status":{"capacity":{{{has}}},"allocatable":{{{has}}},"nodeInfo":{"kubeletVersion":"v1.20.2"},
             "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","lastHeartbeatTime":"{{{Now("")}}}","lastTransitionTime":"{{{Now("")}}}"}]} }
            """, cancellation, "strategic-merge");
    }

    private Task RenewAsync(FakeNode node, CancellationToken cancellation) => _requests.PatchAsync(
        $"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{node.Name}", $$$"""{"spec":{"renewTime":"{{{Now("ffffff")}}}"} }""", cancellation);

    private async Task RenewAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_options.Renew, cancellation);
            await Parallel.ForEachAsync(_alive.Values, Together(cancellation), async (node, token) =>
            {
                try
                {
                    await RenewAsync(node, token);
                }
                catch (HttpRequestException)
                {
                    // It was deleted meanwhile, or the server is busy: the next one counts.
                }
            });
        }
    }

    private async Task<bool> AreReadyAsync(FakeNode[] nodes, CancellationToken cancellation)
    {
        using JsonDocument list = await _requests.GetAsync("/api/v1/nodes?resourceVersion=0", cancellation);
        var seen = list.RootElement.GetProperty("items").EnumerateArray().ToDictionary(
            node => node.GetProperty("metadata").GetProperty("name").GetString()!,
            node => node.GetProperty("spec").TryGetProperty("taints", out JsonElement taints) ? taints.GetArrayLength() : 0);
        return nodes.All(node => seen.TryGetValue(node.Name, out int taints) && taints == node.Taints.Length);
    }

    private static ParallelOptions Together(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellation };

    private static string Now(string fraction) =>
        TimeProvider.System.GetUtcNow().UtcDateTime.ToString($"yyyy-MM-dd'T'HH:mm:ss{(fraction.Length > 0 ? "." + fraction : "")}'Z'", CultureInfo.InvariantCulture);
}
