using System.Collections.Immutable;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Keeps one link to each primary that the topology names, and sends questions to the one that holds the key.</summary>
internal sealed class RedisLinks(
    IRedisTopology topology, RedisStoreOptions options, RedisSemantics semantics, RedisNames names, StoreTrust trust, IRedisLinkEvents events, TimeProvider time)
    : IAsyncDisposable
{
    private const int MaxHops = 3;
    private readonly CancellationTokenSource _stop = new();
    private volatile RedisRoutes _routes = RedisRoutes.None;
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public RedisRoutes Routes => _routes;

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Looks who is primary now, and not only when it is time to.</summary>
    public void Wake() => _woken.TrySetResult();

    /// <summary>Asks the primary that holds a slot, and follows where it sends us.</summary>
    /// <param name="make">Makes the question for a link; the second value says whether to precede it with ASKING.</param>
    /// <returns>The link that answered, which may be the one that did not; null when there is none that is good. Replies are null when there are none.</returns>
    public async ValueTask<(RedisLink? Link, RespValue[]? Replies)> AskAsync(
        int slot, Func<RedisLink, bool, RedisBatch> make, TimeSpan limit, CancellationToken cancellation)
    {
        RedisLink? link = _routes.FindBySlot(slot);
        bool isAsking = false;
        for (int hop = 0; link is { IsGood: true }; hop++)
        {
            RespValue[]? replies = await link.AskAsync(make(link, isAsking), limit, cancellation);
            if (replies is null || Redirection.Find(replies, link.Endpoint) is not { } to || hop == MaxHops)
            {
                return (link, replies);
            }

            Wake();
            (link, isAsking) = (_routes.Find(to.Endpoint), to.IsAsk);
        }

        return (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_routes.Links.Select(link => link.DisposeAsync().AsTask()));
        await topology.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _woken = woken;
                long began = time.GetTimestamp();
                await ApplyAsync(await topology.LookAsync(stop));

                // A wake-up shortens the pause, and many of them do not cause many lookups.
                await Task.Delay(options.Look / 10, time, stop);
                TimeSpan left = options.Look - time.GetElapsedTime(began);
                if (left > TimeSpan.Zero)
                {
                    await Task.WhenAny(woken.Task, Task.Delay(left, time, stop));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async ValueTask ApplyAsync(RedisLayout layout)
    {
        RedisRoutes old = _routes;
        if (ReferenceEquals(layout, old.Layout))
        {
            return;
        }

        var added = new List<RedisLink>();
        ImmutableArray<RedisLink> links = [.. layout.Shards.Select(shard =>
        {
            HeartbeatKey heartbeat = RedisRoutes.HeartbeatFor(shard, names);
            if (old.Find(shard.Primary) is { } kept)
            {
                kept.Heartbeat = heartbeat;
                return kept;
            }

            var link = new RedisLink(shard.Primary, heartbeat, options, semantics, names, events, time);
            added.Add(link);
            return link;
        })];
        trust.Follow(ImmutableArray<TrustedLink>.CastUp(links));
        _routes = new RedisRoutes(layout, links);
        added.ForEach(link => link.Start());
        foreach (RedisLink link in old.Links.Except(links))
        {
            await link.DisposeAsync();
        }
    }
}
