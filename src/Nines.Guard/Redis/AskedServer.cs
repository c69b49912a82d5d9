namespace Nines.Guard.Redis;

/// <summary>A server that is asked now and then who is primary, over a connection that is made again when it is lost. One question at a time.</summary>
internal sealed class AskedServer(RedisEndpoint endpoint, RedisDialOptions options, TimeProvider time) : IAsyncDisposable
{
    private RedisConnection? _connection;

    public RedisEndpoint Endpoint => endpoint;

    /// <summary>True when the last question was answered.</summary>
    public bool IsReachable { get; private set; }

    /// <summary>Asks one thing.</summary>
    /// <returns>Null when there was no answer, or an error.</returns>
    public async ValueTask<RespValue?> AskAsync(RedisBatch question, CancellationToken cancellation)
    {
        IsReachable = false;
        if (_connection is { Why: not null } dead)
        {
            _connection = null;
            await dead.DisposeAsync();
        }

        if (_connection is null)
        {
            (_connection, _) = await RedisDialer.DialAsync(endpoint, options, static _ => { }, time, cancellation);
        }

        if (_connection is not { } connection)
        {
            return null;
        }

        RespValue[]? replies = await connection.AskAsync(question, options.StepLimit, cancellation);
        if (replies is null)
        {
            // What is silent once may be half open; a new connection is cheap.
            connection.Close("a question was not answered in time");
            return null;
        }

        IsReachable = true;
        return replies[^1].IsError ? null : replies[^1];
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }
}
