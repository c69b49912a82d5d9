using System.Text;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>The connection to the server, made again whenever it is lost, and the look at the epoch once a heartbeat.</summary>
internal sealed class MemcachedLink : TrustedLink, IAsyncDisposable
{
    private readonly MemcachedStoreOptions _options;
    private readonly StoreTrust _trust;
    private readonly Func<KeyRing> _keys;
    private readonly string _epochName;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private volatile RedisConnection? _connection;
    private Task _running = Task.CompletedTask;

    public MemcachedLink(MemcachedStoreOptions options, StoreTrust trust, Func<KeyRing> keys, string epochName, TimeProvider time)
    {
        (_options, _trust, _keys, _epochName, _time) = (options, trust, keys, epochName, time);
        _backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), new Random(options.Seed));
    }

    public override string Address => _options.Server.ToString();

    public void Start() => _running = RunAsync(_stop.Token);

    /// <returns>Null when there is no answer, or the link is not good.</returns>
    public ValueTask<RespValue[]?> AskAsync(RedisBatch batch, TimeSpan limit, CancellationToken cancellation) =>
        IsGood && _connection is { } connection ? connection.AskAsync(batch, limit, cancellation) : ValueTask.FromResult<RespValue[]?>(null);

    /// <summary>Gives the connection up: what was asked over it may have happened or not.</summary>
    public void Abandon(string why)
    {
        _trust.Bad(this, why);
        _connection?.Close(why);
    }

    /// <summary>Zero for none, and for one without a valid signature.</summary>
    public long ReadEpoch(in RespValue held) => held.Kind == RespKind.Bulk ? EpochRecord.Read(_keys(), held.Text) ?? 0 : 0;

    public byte[] WriteEpoch(long epoch) => Encoding.ASCII.GetBytes(EpochRecord.Write(_keys(), epoch));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                try
                {
                    _trust.Bad(this, await ConnectAsync(stop));
                }
                catch (Exception why) when (why is not OperationCanceledException)
                {
                    _trust.Bad(this, $"cannot connect: {why.GetType().Name}");
                }

                await Task.Delay(_backoff.Next(), _time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            _trust.Bad(this, "closed by this guard");
        }
    }

    private async ValueTask<string> ConnectAsync(CancellationToken stop)
    {
        (Stream? stream, string? why) = await RedisDialer.OpenAsync(_options.Server, _options.Dial, _time, stop);
        if (stream is null)
        {
            return why!;
        }

        await using var connection = new RedisConnection(
            stream, static _ => { }, _options.Dial.MaxInFlight, new MemcachedParser(EntryCodec.MaxBytes), _time);
        _connection = connection;
        try
        {
            while (true)
            {
                long sent = _time.GetTimestamp();
                RespValue[]? held = await connection.AskAsync(
                    new RedisBatch(replies => TakeEpoch(sent, replies[0])).Get(_epochName), _options.Heartbeat, stop);
                if (held is null)
                {
                    return connection.Why ?? "a heartbeat was not answered in time";
                }

                if (held[0].IsError)
                {
                    return $"a heartbeat was refused: {held[0].ErrorCode}";
                }

                if (ReadEpoch(held[0]) < _trust.Epoch)
                {
                    // Evicted, or the server is a new one.
                    await connection.AskAsync(
                        held[0].IsNull
                            ? new RedisBatch().AddIfNoneForEver(_epochName, WriteEpoch(_trust.Epoch))
                            : new RedisBatch().SetForEver(_epochName, WriteEpoch(_trust.Epoch)),
                        _options.Heartbeat,
                        stop);
                    await Task.Delay(_options.Heartbeat / 20, _time, stop);
                    continue;
                }

                TimeSpan left = _options.Heartbeat - _time.GetElapsedTime(sent);
                if (left > TimeSpan.Zero)
                {
                    await Task.WhenAny(connection.Ended, Task.Delay(left, _time, stop));
                }

                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            _connection = null;
        }
    }

    private void TakeEpoch(long sent, in RespValue held)
    {
        if (held.IsError)
        {
            return;
        }

        long there = ReadEpoch(held);
        if (there < _trust.Epoch)
        {
            _trust.Bad(this, "it lost the epoch");
            return;
        }

        _trust.SeeEpoch(there);
        _trust.Good(this, sent);
        _backoff.Reset();
    }
}
