using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Nines.Guard.Upstream;

namespace Nines.Guard.Cache;

/// <summary>Answers a question from the copy of this replica, then from a question in flight, then from the store; else one replica asks Azure and all get its answer.</summary>
internal sealed class SharedCache(EntryStore store, SharedCacheOptions options, TimeProvider time) : ISharedCache
{
    // The one who asks may fail, and so may the one who takes its place.
    private const int MaxRounds = 2;

    // The epoch is part of the name: who comes after a purge must not join a question that was asked before it (G4).
    private readonly ConcurrentDictionary<(long Epoch, EntryKey Key), Flight> _flights = new();
    private long _asked;
    private long _joined;

    /// <summary>Number of questions to Azure, and of callers that shared the answer to another question, since the start.</summary>
    public (long Asked, long Joined) Counts => (Interlocked.Read(ref _asked), Interlocked.Read(ref _joined));

    /// <summary>Questions on their way now.</summary>
    public int InFlight => _flights.Count;

    /// <inheritdoc/>
    public ValueTask<CacheAnswer> GetAsync(EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation) =>
        store.TryGetNear(in key, out Entry near)
            ? new ValueTask<CacheAnswer>(Answer(near, AnswerSource.NearCache))
            : JoinAsync(key, ask, cancellation);

    private async ValueTask<CacheAnswer> JoinAsync(
        EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long came = time.GetTimestamp();
        (long Epoch, EntryKey Key) name = (store.Epoch, key);
        while (true)
        {
            if (_flights.TryGetValue(name, out Flight? under))
            {
                if (under.TryJoin())
                {
                    Interlocked.Increment(ref _joined);
                    Landed shared = await under.WaitAsync(cancellation);
                    if (shared.GoodUntil < came)
                    {
                        // It had run out before we came: Azure took longer than its answer is good for. What is asked from now on has not.
                        Interlocked.Decrement(ref _joined);
                        continue;
                    }

                    return shared.Answer with { Source = AnswerSource.Joined };
                }

                // It is over; the caller that started it removes it, unless this one is faster.
                _flights.TryRemove(KeyValuePair.Create(name, under));
                continue;
            }

            if (_flights.Count >= options.MaxFlights)
            {
                throw new GuardUnavailableException("cache", Unavailability.Brief, $"{options.MaxFlights} questions are on their way already");
            }

            var flight = new Flight(options.AskLimit, time);
            if (_flights.TryAdd(name, flight))
            {
                // Not awaited: it belongs to all who join it. It ends in bounded time and never throws.
                _ = FlyAsync(name, flight, ask);
                return (await flight.WaitAsync(cancellation)).Answer;
            }

            flight.Dispose();
        }
    }

    private async Task FlyAsync((long Epoch, EntryKey Key) name, Flight flight, Func<CancellationToken, ValueTask<FreshAnswer>> ask)
    {
        try
        {
            Landed landed = await FindAsync(name.Epoch, name.Key, ask, flight.Stop);

            // Out of the list before it lands: who comes now finds the near copy, and must not get an answer that is not kept.
            _flights.TryRemove(KeyValuePair.Create(name, flight));
            flight.Land(landed);
        }
        catch (OperationCanceledException)
        {
            _flights.TryRemove(KeyValuePair.Create(name, flight));
            flight.Fail(new GuardUnavailableException("cache", Unavailability.Lasting, $"no answer within {options.AskLimit.TotalSeconds:0.#} s"));
        }
        catch (Exception why)
        {
            _flights.TryRemove(KeyValuePair.Create(name, flight));
            flight.Fail(why);
        }
        finally
        {
            flight.Dispose();
        }
    }

    private async ValueTask<Landed> FindAsync(
        long epoch, EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken stop)
    {
        StoreAnswer read = await store.ReadAsync(key, stop);
        if (read.Outcome == StoreOutcome.Hit)
        {
            return Found(read.Entry!, read.Near ? AnswerSource.NearCache : AnswerSource.SharedCache);
        }

        (StoreAnswer found, StoreLease? lease) = read.Outcome == StoreOutcome.Miss ? await AwaitOthersAsync(key, stop) : (read, null);
        if (found.Outcome == StoreOutcome.Hit)
        {
            return Found(found.Entry!, AnswerSource.Joined);
        }

        bool isKept = false;
        try
        {
            (Landed landed, isKept) = await AskAsync(epoch, key, ask, stop);
            return landed;
        }
        finally
        {
            // A lease that led to an entry runs out by itself: until then, callers that just missed the entry look again.
            if (lease is not null && !isKept)
            {
                await ReleaseAsync(lease);
            }
        }
    }

    /// <summary>
    /// Waits for the replica that asks already. When it fails, one of the waiting replicas takes its place, and the others wait
    /// once more; when that fails too, each asks for itself.
    /// </summary>
    /// <returns>No hit: the caller asks, with a lease or without.</returns>
    private async ValueTask<(StoreAnswer Found, StoreLease? Lease)> AwaitOthersAsync(EntryKey key, CancellationToken stop)
    {
        long began = time.GetTimestamp();
        for (int round = 0; round < MaxRounds; round++)
        {
            StoreLease lease = await store.LeaseAsync(key, stop);
            if (lease.Outcome != LeaseOutcome.Held)
            {
                return (StoreAnswer.Miss, lease);
            }

            // Half of what is left, so that there is time to ask after all.
            StoreAnswer awaited = await WaitAsync(key, (options.AskLimit - time.GetElapsedTime(began)) / 2, stop);
            if (awaited.Outcome != StoreOutcome.Miss)
            {
                return (awaited, null);
            }
        }

        return (StoreAnswer.Miss, null);
    }

    private async ValueTask<StoreAnswer> WaitAsync(EntryKey key, TimeSpan limit, CancellationToken stop)
    {
        if (limit <= TimeSpan.Zero)
        {
            return StoreAnswer.Miss;
        }

        using var enough = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, enough.Token);
        try
        {
            return await store.WaitAsync(key, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return StoreAnswer.Miss;
        }
    }

    private async ValueTask<(Landed Landed, bool IsKept)> AskAsync(
        long epoch, EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken stop)
    {
        Interlocked.Increment(ref _asked);

        // Waited for with the limit of the flight as well: an ask that does not listen must not hold its callers.
        FreshAnswer fresh = await ask(stop).AsTask().WaitAsync(stop);
        DateTimeOffset fetchedAt = time.GetUtcNow() - time.GetElapsedTime(fresh.Sent);
        TimeSpan life = fresh.TimeToLive < options.MaxAge ? fresh.TimeToLive : options.MaxAge;
        var own = new Landed(new CacheAnswer(fresh.Payload, 0, AnswerSource.Upstream), time.After(fresh.Sent, life > TimeSpan.Zero ? life : TimeSpan.Zero));
        if (life <= time.GetElapsedTime(fresh.Sent) || fresh.Payload.Length > Entry.MaxPayloadBytes)
        {
            return (own, false);
        }

        var candidate = new Entry(NewVersion(), fetchedAt, fetchedAt + life, fresh.Payload);
        StoreAnswer published = await store.PublishAsync(key, candidate, epoch, stop);
        return published.Outcome switch
        {
            StoreOutcome.Hit when published.Entry!.Version != candidate.Version => (Found(published.Entry, AnswerSource.SharedCache), true),
            StoreOutcome.Miss => (own, false),
            _ => (own with { Answer = Answer(candidate, AnswerSource.Upstream) }, true),
        };
    }

    private async ValueTask ReleaseAsync(StoreLease lease)
    {
        // The flight may be stopped already; giving the lease back is worth a moment all the same.
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), time);
        try
        {
            await lease.ReleaseAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Then it runs out by itself.
        }
    }

    // It was valid a moment ago, when the last caller joined.
    private static Landed Found(Entry entry, AnswerSource source) => new(Answer(entry, source), long.MaxValue);

    private static CacheAnswer Answer(Entry entry, AnswerSource source) => new(entry.Payload, entry.Version, source);

    /// <summary>128 random bits, never zero: zero stands for "not kept".</summary>
    private static UInt128 NewVersion()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        UInt128 version = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return version == 0 ? 1 : version;
    }
}

/// <summary>One answer for any number of callers on any number of replicas: near copy, then store, then one of them asks.</summary>
internal interface ISharedCache
{
    /// <summary>
    /// The answer to the question that <paramref name="key"/> names. Of any number of callers with the same key at most one asks, and an
    /// answer is never served after its end (G2). A failed call is thrown to its waiting callers and never stored (G5).
    /// </summary>
    /// <param name="ask">
    /// Asks upstream. It runs apart from any one caller: it is cancelled when no caller waits any more or when its own time is up.
    /// </param>
    /// <exception cref="GuardUnavailableException">The ask failed so.</exception>
    ValueTask<CacheAnswer> GetAsync(EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation);
}

/// <param name="Payload">See <see cref="Entry.Payload"/>.</param>
/// <param name="Sent">Time at which the request was sent, as a timestamp of the injected TimeProvider; the earliest of several.</param>
/// <param name="TimeToLive">Validity that Azure allows; an answer with zero or less is served once and never kept. Limited to five minutes.</param>
internal readonly record struct FreshAnswer(ReadOnlyMemory<byte> Payload, long Sent, TimeSpan TimeToLive);

/// <param name="Version">Zero for an answer that was not kept.</param>
internal readonly record struct CacheAnswer(ReadOnlyMemory<byte> Payload, UInt128 Version, AnswerSource Source);

/// <summary>Source of an answer; it is logged and counted with every review, never part of the decision.</summary>
internal enum AnswerSource : byte
{
    /// <summary>A rule of the guard itself, such as "system: users are not ours". Never cached.</summary>
    Rule,

    /// <summary>The policy file or the token file.</summary>
    File,

    /// <summary>This replica's copy of a shared entry.</summary>
    NearCache,

    /// <summary>The store that all replicas share.</summary>
    SharedCache,

    /// <summary>Another caller of this replica was asking already, or another replica was.</summary>
    Joined,

    /// <summary>Azure was asked.</summary>
    Upstream,
}

/// <param name="MaxAge">The longest that an answer is kept, whatever upstream allows; at most five minutes.</param>
/// <param name="AskLimit">Time limit of one question including the store, the wait for another replica, and the call. Below the timeout of the webhook.</param>
/// <param name="MaxFlights">Questions on their way at once; one more is refused as a brief unavailability.</param>
internal sealed record SharedCacheOptions(TimeSpan MaxAge, TimeSpan AskLimit, int MaxFlights)
{
    public static SharedCacheOptions Default { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(9), 10_000);
}

internal static class AnswerSourceNames
{
    /// <summary>Name in headers, logs and metrics.</summary>
    public static string Name(this AnswerSource source) => source switch
    {
        AnswerSource.Rule => "rule",
        AnswerSource.File => "file",
        AnswerSource.NearCache => "near-cache",
        AnswerSource.SharedCache => "shared-cache",
        AnswerSource.Joined => "joined",
        _ => "upstream",
    };
}
