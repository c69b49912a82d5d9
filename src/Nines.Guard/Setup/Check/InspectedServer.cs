using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;

namespace Nines.Guard.Setup.Check;

/// <summary>Connection for a few questions to a server.</summary>
internal sealed class InspectedServer : IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly TimeSpan _limit;

    private InspectedServer(RedisConnection connection, TimeSpan limit) => (_connection, _limit) = (connection, limit);

    /// <returns>Null, and a short reason that holds no secret, when it cannot be asked.</returns>
    public static async ValueTask<(InspectedServer? Server, string? Why)> OpenAsync(
        RedisEndpoint endpoint, RedisDialOptions dial, TimeProvider time, CancellationToken cancellation)
    {
        (RedisConnection? connection, string? why) = await RedisDialer.DialAsync(endpoint, dial, static _ => { }, time, cancellation);
        return connection is null ? (null, why) : (new InspectedServer(connection, dial.StepLimit), null);
    }

    /// <returns>An error of the code <c>SILENT</c> when there is no answer.</returns>
    public async ValueTask<RespValue> AskAsync(RedisBatch question, CancellationToken cancellation)
    {
        RespValue[]? replies = await _connection.AskAsync(question, _limit, cancellation);
        return replies is null ? RespValue.String(RespKind.Error, "SILENT"u8.ToArray()) : replies[^1];
    }

    /// <summary>Asks for a list of names and values: <c>CONFIG GET</c>, <c>SENTINEL MASTER</c>, <c>HELLO</c>.</summary>
    /// <returns>Null for an error.</returns>
    public async ValueTask<Dictionary<string, string>?> AskMapAsync(RedisBatch question, CancellationToken cancellation)
    {
        RespValue answer = await AskAsync(question, cancellation);
        if (answer.IsError)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < answer.Items.Length; i += 2)
        {
            RespValue value = answer.Items[i + 1];
            map[answer.Items[i].Text] = value.Kind == RespKind.Integer ? $"{value.Integer}" : value.Text;
        }

        return map;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

/// <summary>Connects as the guard does, or as an administrator who may read settings.</summary>
internal sealed class PreflightAccess(RedisStoreOptions options, RedisLogin? administrator, TimeProvider time)
{
    private readonly RedisDialOptions _reading = administrator is null ? options.Dial : options.Dial with { Login = () => administrator };

    public RedisNames Names { get; } = new(options.Prefix);

    /// <summary>The guard's user.</summary>
    public string User => options.Dial.Login?.Invoke().User ?? "nines-guard";

    public ValueTask<(InspectedServer? Server, string? Why)> OpenAsync(RedisEndpoint endpoint, CancellationToken cancellation) =>
        InspectedServer.OpenAsync(endpoint, options.Dial, time, cancellation);

    public ValueTask<(InspectedServer? Server, string? Why)> OpenToReadAsync(RedisEndpoint endpoint, CancellationToken cancellation) =>
        InspectedServer.OpenAsync(endpoint, _reading, time, cancellation);
}
