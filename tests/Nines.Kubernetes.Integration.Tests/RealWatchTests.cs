using System.Threading.Channels;
using Nines.Kubernetes.Discovery;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Watching;
using Nines.Kubernetes.Writing;
using Nines.Testing.ControlPlane;

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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_tells_what_happens()
    {
        await _cluster.NamespaceAsync("watched");
        await _cluster.PodAsync("watched", "there");
        var told = Channel.CreateUnbounded<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watch = _cluster.Admin.WatchAsync(
            Resources.Pods, new ListQuery { Namespace = "watched" }, new WatchOptions { Round = TimeSpan.FromSeconds(1) },
            (happened, cancellation) => told.Writer.WriteAsync($"{happened.Change} {string.Join(',', happened.Items.Select(pod => pod.Metadata.Name))}", cancellation), stop.Token);

        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Reset there");
        await _cluster.PodAsync("watched", "new");
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Added new");

        // Longer than a round: the next one goes on where this one stood.
        await Task.Delay(1500, Cancel);
        await _cluster.Admin.PatchAsync(Resources.Pods, "watched", "new", PatchKind.Merge, """{"metadata":{"labels":{"x":"y"}}}"""u8.ToArray(), new WriteOptions(), Cancel);
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Modified new");
        await _cluster.Admin.DeleteAsync(Resources.Pods, "watched", "there", new DeleteOptions(GracePeriodSeconds: 0), Cancel);
        string last;
        while ((last = await told.Reader.ReadAsync(Cancel)) == "Modified there")
        {
        }

        last.ShouldBe("Deleted there");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
    }
}
