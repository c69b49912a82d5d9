using System.Net;
using System.Threading.Channels;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Testing.ControlPlane;
using Nines.Testing.Faults;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>Watches of a real kube-apiserver.</summary>
public sealed class RealWatchTests
{
    private readonly RealCluster _cluster;

    public RealWatchTests(RealCluster cluster)
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_watch_tells_what_happens()
    {
        await _cluster.NamespaceAsync("watched");
        await _cluster.PodAsync("watched", "there");
        var told = Channel.CreateUnbounded<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watch = _cluster.Admin.WatchAsync(
            ResourceKinds.Pods, new ListQuery { Namespace = "watched" }, new WatchOptions { Round = TimeSpan.FromSeconds(1) },
            (happened, cancellation) => told.Writer.WriteAsync($"{happened.Change} {string.Join(',', happened.Items.Select(pod => pod.Metadata.Name))}", cancellation), stop.Token);

        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Reset there");
        await _cluster.PodAsync("watched", "new");
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Added new");

        // Longer than a round: the next one goes on where this one stood.
        await Task.Delay(1500, Cancel);
        await _cluster.Admin.PatchAsync(ResourceKinds.Pods, "watched", "new", """{"metadata":{"labels":{"x":"y"}}}"""u8.ToArray(), new WriteOptions(), Cancel);
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Modified new");
        await _cluster.Admin.DeleteAsync(ResourceKinds.Pods, "watched", "there", new DeleteOptions(GracePeriodSeconds: 0), Cancel);
        string last;
        while ((last = await told.Reader.ReadAsync(Cancel)) == "Modified there")
        {
        }

        last.ShouldBe("Deleted there");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task A_watch_over_a_bad_network_tells_each_change_once()
    {
        await _cluster.NamespaceAsync("network");
        await using FaultProxy network = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, _cluster.Address.Port));
        using KubernetesClient client = _cluster.Client(
            RealControlPlane.AdminToken, connection => connection with { Server = new Uri($"https://127.0.0.1:{network.Port}/") });
        var told = Channel.CreateUnbounded<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        // A connection made during the partition leads nowhere for good: short rounds bound how long the watch waits for it.
        Task watch = client.WatchAsync(
            ResourceKinds.Pods, new ListQuery { Namespace = "network" }, new WatchOptions { Pause = TimeSpan.FromMilliseconds(20), Failures = 1000, Round = TimeSpan.FromSeconds(2) },
            (happened, cancellation) => told.Writer.WriteAsync($"{happened.Change} {string.Join(',', happened.Items.Select(pod => pod.Metadata.Name))}", cancellation), stop.Token);
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Reset ");

        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"p-{i:00}")];
        foreach (string name in names)
        {
            await _cluster.PodAsync("network", name);
            switch (name[^1])
            {
                case '3':
                    network.ResetAll();
                    break;
                case '6':
                    network.Partition();
                    break;
                case '8':
                    network.Heal();
                    break;
            }
        }

        List<string> all = [];
        while (all.Count < names.Length)
        {
            all.Add(await told.Reader.ReadAsync(Cancel));
        }

        all.ShouldBe(names.Select(name => "Added " + name));
        watch.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
    }
}
