using System.Text.Json;
using System.Threading.Channels;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>A real kube-apiserver that forgets old versions after a second, without a cache of its own: what lists and watches must get over.</summary>
public sealed class ForgettingTests : IAsyncLifetime
{
    private RealControlPlane? _plane;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _plane = await RealControlPlane.StartAsync(
            new ControlPlaneOptions { ApiServerFlags = ["--etcd-compaction-interval=1s", "--watch-cache=false"] }, Cancel);
        _client = RealCluster.ClientOf(_plane, RealControlPlane.AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_plane?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task A_watch_that_stood_still_tells_everything_anew_and_a_page_that_is_too_old_names_one_to_go_on()
    {
        await RealCluster.PodAsync(_client, "default", "there", """{"watched":"yes"}""");
        var told = Channel.CreateUnbounded<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watch = _client.WatchAsync(
            ResourceKinds.Pods, new ListQuery { LabelSelector = "watched=yes" }, new WatchOptions { Round = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(50) },
            (happened, cancellation) => told.Writer.WriteAsync($"{happened.Change} {string.Join(',', happened.Items.Select(pod => pod.Metadata.Name))}", cancellation), stop.Token);
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Reset there");
        string next = await NextPageAsync();

        // What happens here does not concern the watch, so that its version grows old.
        using var busy = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task writes = WriteAsync(busy.Token);
        (await told.Reader.ReadAsync(Cancel)).ShouldBe("Reset there");

        KubernetesException? gone = null;
        await RealCluster.UntilAsync(async () => (gone = await FailureOfPageAsync(next)) is not null);
        gone!.Kind.ShouldBe(KubernetesErrorKind.Expired);
        gone.StatusCode.ShouldBe(410);
        gone.Continue.ShouldNotBeNullOrEmpty();
        (await FailureOfPageAsync(gone.Continue!)).ShouldBeNull();
        await busy.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writes);

        // Nothing was missed, whatever was told anew meanwhile.
        await RealCluster.PodAsync(_client, "default", "new", """{"watched":"yes"}""");
        string last;
        while ((last = await told.Reader.ReadAsync(Cancel)) == "Reset there")
        {
        }

        last.ShouldBeOneOf("Added new", "Reset new,there");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        for (int i = 0; ; i++)
        {
            await RealCluster.PodAsync(_client, "kube-system", $"other-{i}");
            await Task.Delay(100, cancellation);
        }
    }

    private async Task<string> NextPageAsync()
    {
        using var page = JsonDocument.Parse(await _client.Transport.ReadAsync(new KubernetesRequest(HttpMethod.Get, "api/v1/namespaces?limit=1", "list", "namespaces"), Cancel));
        return page.RootElement.GetProperty("metadata").GetProperty("continue").GetString()!;
    }

    private async Task<KubernetesException?> FailureOfPageAsync(string next)
    {
        try
        {
            await _client.Transport.ReadAsync(
                new KubernetesRequest(HttpMethod.Get, $"api/v1/namespaces?limit=1&continue={Uri.EscapeDataString(next)}", "list", "namespaces"), Cancel);
            return null;
        }
        catch (KubernetesException exception)
        {
            return exception;
        }
    }
}
