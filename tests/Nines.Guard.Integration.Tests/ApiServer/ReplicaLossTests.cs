using System.Collections.Concurrent;
using System.Net;
using Nines.Guard.Integration.Tests.Site;

namespace Nines.Guard.Integration.Tests.ApiServer;

/// <summary>Experience of users of kube-apiserver while replicas of the guard are lost: no failed request.</summary>
public sealed class ReplicaLossTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task No_request_fails_when_a_replica_is_killed()
    {
        Assert.SkipWhen(GuardedPlane.Missing is not null, GuardedPlane.Missing ?? "");
        await using GuardedPlane guarded = await StartAsync(behindHaProxy: false);
        await using Users users = Users.Start(guarded);
        for (int round = 0; round < 3; round++)
        {
            await users.WaitForAsync(100, Cancel);
            await guarded.Site.Replicas[round].Process.KillAsync(Cancel);
            await users.WaitForAsync(300, Cancel);
            await guarded.Site.Replicas[round].StartAsync(Cancel);
        }

        (await users.StopAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_request_fails_in_a_rolling_update(bool behindHaProxy)
    {
        Assert.SkipWhen(GuardedPlane.Missing is not null, GuardedPlane.Missing ?? "");
        await using GuardedPlane guarded = await StartAsync(behindHaProxy);
        await using Users users = Users.Start(guarded);
        foreach (GuardReplica replica in guarded.Site.Replicas)
        {
            await users.WaitForAsync(100, Cancel);
            await replica.Process.SignalAsync("TERM", Cancel);
            await replica.Process.WaitForExitAsync(Cancel);
            replica.Process.ExitCode.ShouldBe(0, replica.Process.Output);
            await replica.StartAsync(Cancel);
        }

        (await users.StopAsync()).ShouldBeEmpty();
    }

    private static async Task<GuardedPlane> StartAsync(bool behindHaProxy) => await GuardedPlane.StartAsync(
        await GuardSite.StartAsync(
            3,
            (folder, _) =>
            [
                "--tokens-file", folder.Write("tokens.csv", "dave-token,dave@example.com,dave,\"developers\"\n"), "--drain-wait", "2s",
                "--limits-connection-age", "3s",
            ],
            Cancel,
            behindHaProxy: behindHaProxy),
        TimeSpan.Zero, Cancel);

    /// <summary>Users who read pods all the time, never the same one twice: each request is a review.</summary>
    private sealed class Users : IAsyncDisposable
    {
        private const int Callers = 8;

        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentQueue<string> _failures = new();
        private readonly Task[] _callers;
        private long _answered;

        private Users(GuardedPlane guarded) => _callers = [.. Enumerable.Range(0, Callers).Select(caller => ReadAsync(guarded, caller))];

        public static Users Start(GuardedPlane guarded) => new(guarded);

        /// <summary>Until so many more requests were answered.</summary>
        public async Task WaitForAsync(int more, CancellationToken cancellation)
        {
            long until = Interlocked.Read(ref _answered) + more;
            while (Interlocked.Read(ref _answered) < until)
            {
                await Task.Delay(10, cancellation);
            }
        }

        /// <returns>Every answer that was not that of a user who may read.</returns>
        public async Task<string[]> StopAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers);
            return [.. _failures];
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task ReadAsync(GuardedPlane guarded, int caller)
        {
            using HttpClient client = guarded.Plane.Client("dave-token");
            for (int pod = 0; !_stop.IsCancellationRequested; pod++)
            {
                try
                {
                    // No such pod: who may read it is told so, and who may not is forbidden to.
                    using HttpResponseMessage response = await client.GetAsync(
                        new Uri($"/api/v1/namespaces/dev/pods/pod-{caller}-{pod}", UriKind.Relative), CancellationToken.None);
                    if (response.StatusCode != HttpStatusCode.NotFound)
                    {
                        _failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
                    }
                }
                catch (HttpRequestException exception)
                {
                    _failures.Enqueue(exception.Message);
                }

                Interlocked.Increment(ref _answered);
            }
        }
    }
}
