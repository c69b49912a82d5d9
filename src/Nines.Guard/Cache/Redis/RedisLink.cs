using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <param name="Key">Key that the heartbeat reads.</param>
/// <param name="IsEpoch">True when that is the key of the epoch.</param>
internal sealed record HeartbeatKey(string Key, bool IsEpoch);

/// <summary>
/// The one tracked connection to one primary, made again whenever it is lost. It is good when the server says that it is a primary,
/// reports changes, and answers a heartbeat, which is a write to it.
/// </summary>
internal sealed class RedisLink : TrustedLink, IAsyncDisposable
{
    private static readonly TimeSpan s_shortestBeat = TimeSpan.FromMilliseconds(20);
    private readonly RedisStoreOptions _options;
    private readonly RedisSemantics _semantics;
    private readonly RedisNames _names;
    private readonly IRedisLinkEvents _events;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private volatile RedisConnection? _connection;
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HeartbeatKey _heartbeat;
    private volatile string _role = "unknown";
    private volatile int _replicas;
    private Task _running = Task.CompletedTask;

    public RedisLink(
        RedisEndpoint endpoint,
        HeartbeatKey heartbeat,
        RedisStoreOptions options,
        RedisSemantics semantics,
        RedisNames names,
        IRedisLinkEvents events,
        TimeProvider time)
    {
        (Endpoint, _heartbeat, _options, _semantics, _names, _events, _time) = (endpoint, heartbeat, options, semantics, names, events, time);
        var random = new Random(HashCode.Combine(options.Seed, endpoint.Port));
        Confirmations = new RedisConfirmations(this, options);
        _backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), random);
    }

    public RedisEndpoint Endpoint { get; }

    public override string Address => Endpoint.ToString();

    public string Role => _role;

    /// <summary>Replicas that were connected to the server a heartbeat ago.</summary>
    public int Replicas => _replicas;

    public RedisConfirmations Confirmations { get; }

    public HeartbeatKey Heartbeat
    {
        get => _heartbeat;
        set => _heartbeat = value;
    }

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Sends the next heartbeat now.</summary>
    public void Wake() => _woken.TrySetResult();

    /// <summary>Gives the connection up; another one is made.</summary>
    public void Abandon(string why) => _connection?.Close(why);

    /// <returns>False when it was not sent; the batch is then over.</returns>
    public bool TrySend(RedisBatch batch)
    {
        if (_connection is { } connection)
        {
            return connection.TrySend(batch);
        }

        batch.Abandon();
        return false;
    }

    /// <returns>Null when there is no answer.</returns>
    public ValueTask<RespValue[]?> AskAsync(RedisBatch batch, TimeSpan limit, CancellationToken cancellation) =>
        _connection is { } connection ? connection.AskAsync(batch, limit, cancellation) : ValueTask.FromResult<RespValue[]?>(null);

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
                    await ConnectAsync(stop);
                }
                catch (Exception why) when (why is not OperationCanceledException)
                {
                    // Certificates or passwords that cannot be read now, for example; the next attempt reads them again.
                    _events.OnLost(this, $"cannot connect: {why.GetType().Name}");
                }

                await Task.Delay(_backoff.Next(), _time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            _events.OnLost(this, "closed by this guard");
        }
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        (RedisConnection? connection, string? why) = await RedisDialer.DialAsync(
            Endpoint, _options.Dial, push => _events.OnPush(this, push), _time, stop);
        if (connection is null)
        {
            _events.OnLost(this, why!);
            return;
        }

        await using (connection)
        {
            try
            {
                why = await PrepareAsync(connection, stop) ?? await BeatAsync(connection, stop);
            }
            finally
            {
                _connection = null;
            }

            // Reported before any retry: from here on no changes are reported.
            _events.OnLost(this, why);
        }
    }

    // Null when all is well.
    private async ValueTask<string?> PrepareAsync(RedisConnection connection, CancellationToken stop)
    {
        RedisBatch batch = new RedisBatch().Add("ROLE");
        batch = _semantics.TracksByPrefix
            ? batch.Add("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", _names.Values, "PREFIX", _names.Epoch)
            : batch.Add("CLIENT", "TRACKING", "ON", "OPTIN");
        RespValue[]? replies = await connection.AskAsync(batch, _options.Dial.StepLimit, stop);
        if (replies is null)
        {
            return connection.Why ?? "ROLE was not answered";
        }

        return !IsPrimary(replies[0]) ? $"it is not a primary: {_role}"
            : replies[1].IsError ? $"CLIENT TRACKING was refused: {replies[1].ErrorCode}"
            : null;
    }

    // Returns why it ended.
    private async ValueTask<string> BeatAsync(RedisConnection connection, CancellationToken stop)
    {
        _connection = connection;
        while (true)
        {
            var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _woken = woken;
            long sent = _time.GetTimestamp();
            var batch = new RedisBatch(replies => HandleBeat(connection, sent, replies));
            RespValue[]? answer = await connection.AskAsync(
                batch.Add("ROLE").Add(_semantics.ReadCommand, _heartbeat.Key), _options.AnswerLimit, stop);
            if (answer is null)
            {
                return connection.Why ?? "a heartbeat was not answered in time";
            }

            await Task.Delay(s_shortestBeat, _time, stop);
            TimeSpan left = _options.Heartbeat - _time.GetElapsedTime(sent);
            if (left > TimeSpan.Zero)
            {
                await Task.WhenAny(woken.Task, connection.Ended, Task.Delay(left, _time, stop));
            }

            if (connection.Why is { } why)
            {
                return why;
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    private void HandleBeat(RedisConnection connection, long sent, RespValue[] replies)
    {
        if (!IsPrimary(replies[0]))
        {
            connection.Close($"it is no longer a primary: {_role}");
            return;
        }

        // Only after the first heartbeat is the server known to be there for good.
        if (!replies[1].IsError)
        {
            _backoff.Reset();
        }

        _events.OnHeartbeat(this, sent, replies[1]);
    }

    private bool IsPrimary(in RespValue role)
    {
        if (role.IsError || role.Items.IsEmpty)
        {
            _role = "unknown";
            return false;
        }

        bool isPrimary = role.Items[0].Is("master"u8);
        _role = isPrimary ? "primary" : role.Items[0].Is("slave"u8) ? "replica" : "unknown";
        _replicas = isPrimary && role.Items.Length > 2 ? role.Items[2].Items.Length : 0;
        return isPrimary;
    }
}

/// <summary>Events of a link. All but <see cref="OnLost"/> arrive on the loop that reads its connection, in the order of the server.</summary>
internal interface IRedisLinkEvents
{
    void OnPush(RedisLink link, in RespValue push);

    /// <param name="sent">Time at which the heartbeat was sent.</param>
    /// <param name="held">Value under the heartbeat key of the link, or an error.</param>
    void OnHeartbeat(RedisLink link, long sent, in RespValue held);

    /// <param name="why">A short text without anything that was sent.</param>
    void OnLost(RedisLink link, string why);
}
