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

/// <summary>Routes from keys to links; replaced as a whole when the layout changes.</summary>
internal sealed class RedisRoutes(RedisLayout layout, ImmutableArray<RedisLink> links)
{
    private readonly short[] _slots = layout.Slots();

    public static RedisRoutes None { get; } = new(RedisLayout.Unknown, []);

    public RedisLayout Layout => layout;

    /// <summary>In the order of the shards.</summary>
    public ImmutableArray<RedisLink> Links => links;

    /// <summary>Null when no server has the slot.</summary>
    public RedisLink? FindBySlot(int slot) => _slots[slot] is >= 0 and var shard ? links[shard] : null;

    public RedisLink? Find(RedisEndpoint endpoint) => links.FirstOrDefault(link => link.Endpoint.Equals(endpoint));

    /// <summary>Any key in one of the slots of a shard; the epoch itself where that is one.</summary>
    public static HeartbeatKey HeartbeatFor(RedisShard shard, RedisNames names)
    {
        if (Holds(shard, names.Epoch))
        {
            return new HeartbeatKey(names.Epoch, IsEpoch: true);
        }

        // A shard with one slot of 16,384 is found after as many tries on average; a shard without a slot is none.
        for (int number = 0; number < 40 * HashSlot.Count; number++)
        {
            if (Holds(shard, names.Beat(number)))
            {
                return new HeartbeatKey(names.Beat(number), IsEpoch: false);
            }
        }

        return new HeartbeatKey(names.Beat(0), IsEpoch: false);
    }

    private static bool Holds(RedisShard shard, string key)
    {
        int slot = HashSlot.Compute(key);
        return shard.Slots.Any(range => range.First <= slot && slot <= range.Last);
    }
}
