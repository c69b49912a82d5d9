using System.Security.Cryptography;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// The epoch: names of entries carry it, so that raising it leaves everything behind at once. It never goes back: each replica remembers
/// the highest that it saw, and writes it again when a fail-over or a FLUSHALL lost it.
/// </summary>
internal sealed class RedisPurge(
    RedisLinks links, StoreTrust trust, RedisNames names, RedisStoreOptions options, RedisSemantics semantics, Func<KeyRing> keys, TimeProvider time)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_waitForReplicas = TimeSpan.FromSeconds(1);

    // Clocks of two machines do not run at exactly the same speed.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(50);
    private readonly int _slot = HashSlot.Compute(names.Epoch);

    /// <summary>Takes note of the epoch that a heartbeat read; on the loop that reads the connection.</summary>
    /// <returns>False when Redis is behind: its entries may not be used before the epoch is written there.</returns>
    public bool TakeEpoch(RedisLink link, in RespValue held)
    {
        long there = Read(held);
        if (there >= trust.Epoch)
        {
            trust.SeeEpoch(there);
            return true;
        }

        trust.Bad(link, "it lost the epoch");
        RedisBatch batch = new(replies =>
        {
            // Another replica wrote a higher one in between; use that.
            if (!replies[0].IsError && Read(replies[0]) is var older && older > trust.Epoch)
            {
                trust.SeeEpoch(older);
            }

            link.Wake();
        });
        string record = EpochRecord.Write(keys(), trust.Epoch);
        link.TrySend(held.IsNull ? batch.Add("SET", names.Epoch, record, "NX", "GET") : batch.Add("SET", names.Epoch, record, "GET"));
        return false;
    }

    /// <summary>
    /// Begins a new epoch, sees that all replicas of the server have it, and waits until no near copy of an older one can be served
    /// anywhere: a guard that did not hear of it lost the trust in its copies a near lease after it last heard anything.
    /// </summary>
    /// <remarks>
    /// A guard that was in a degraded window all the while cannot be notified. It serves what it asked Azure itself, for as long as that is
    /// valid, and drops it when the store comes back.
    /// </remarks>
    public async ValueTask<bool> RunAsync(CancellationToken cancellation)
    {
        trust.Drop();
        using var limit = new CancellationTokenSource(s_limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            if (!await LockAsync(either.Token))
            {
                return false;
            }

            bool isSure = await RaiseAsync(either.Token);
            await AskAsync(PurgeSlot(), (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("DEL", names.PurgeLease), either.Token);
            return isSure;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    // Two purges at once would both write the same number, and one that was held up could write a lower one.
    private async ValueTask<bool> LockAsync(CancellationToken cancellation)
    {
        string nonce = RandomNumberGenerator.GetHexString(32);
        long life = (long)(options.NearLease + (3 * options.Lease)).TotalMilliseconds;
        while (true)
        {
            RespValue[]? replies = await AskAsync(
                PurgeSlot(), (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("SET", names.PurgeLease, nonce, "NX", "PX", life), cancellation);
            if (replies is null || replies[0].IsError)
            {
                return false;
            }

            if (!replies[0].IsNull)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    private async ValueTask<bool> RaiseAsync(CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            RespValue[]? held = await AskAsync(
                _slot, (_, isAsking) => new RedisBatch(isAsking: isAsking).Add(semantics.ReadCommand, names.Epoch), cancellation);
            if (held is null || held[0].IsError)
            {
                return false;
            }

            long next = Math.Max(Read(held[0]), trust.Epoch) + 1;
            if (!await WriteAsync(next, cancellation))
            {
                return false;
            }

            trust.SeeEpoch(next);
            await Task.Delay(options.NearLease + s_margin, time, cancellation);

            // A fail-over in the meantime may have lost it: then it was not raised for everybody.
            held = await AskAsync(
                _slot, (_, isAsking) => new RedisBatch(isAsking: isAsking).Add(semantics.ReadCommand, names.Epoch), cancellation);
            if (held is null || held[0].IsError)
            {
                return false;
            }

            if (Read(held[0]) >= next)
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> WriteAsync(long epoch, CancellationToken cancellation)
    {
        string record = EpochRecord.Write(keys(), epoch);
        int replicas = 0;
        (_, RespValue[]? replies) = await links.AskAsync(
            _slot,
            (link, isAsking) =>
            {
                replicas = link.Replicas;
                return new RedisBatch(isAsking: isAsking)
                    .Add("SET", names.Epoch, record, "GET")
                    .Add("WAIT", replicas, replicas == 0 ? 1 : (long)(0.8 * s_waitForReplicas.TotalMilliseconds));
            },
            s_waitForReplicas,
            cancellation);
        return replies is not null && !replies[0].IsError && Read(replies[0]) < epoch && replies[1].Integer >= replicas;
    }

    private async ValueTask<RespValue[]?> AskAsync(int slot, Func<RedisLink, bool, RedisBatch> make, CancellationToken cancellation) =>
        (await links.AskAsync(slot, make, options.AnswerLimit, cancellation)).Replies;

    private int PurgeSlot() => HashSlot.Compute(names.PurgeLease);

    // Zero for none, and for one without a valid signature.
    private long Read(in RespValue held) => held.IsNull ? 0 : EpochRecord.Read(keys(), held.Text) ?? 0;
}
