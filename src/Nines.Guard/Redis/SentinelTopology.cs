using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Guard.Redis;

/// <summary>
/// The primary that a majority of the Sentinels names, of all that are configured and not only of those that answer: the minority side of
/// a partition must not choose for itself. When no majority has named the primary for <paramref name="grace"/>, there is none.
/// </summary>
/// <param name="grace">Covers Sentinels that restart in turn. Shorter than a fail-over takes.</param>
internal sealed class SentinelTopology(
    ImmutableArray<RedisEndpoint> sentinels, string masterName, RedisDialOptions options, TimeSpan grace, TimeProvider time) : IRedisTopology
{
    private readonly ImmutableArray<AskedServer> _sentinels = [.. sentinels.Select(sentinel => new AskedServer(sentinel, options, time))];
    private RedisLayout _layout = RedisLayout.Unknown;
    private RedisEndpoint? _primary;
    private long _named;

    public string Kind => "redis-sentinel";

    public ImmutableArray<SeenServer> Seen =>
        [.. _sentinels.Select(sentinel => new SeenServer(sentinel.Endpoint, "sentinel", sentinel.IsReachable))];

    public async ValueTask<RedisLayout> LookAsync(CancellationToken cancellation)
    {
        long before = time.GetTimestamp();
        RedisEndpoint?[] named = await Task.WhenAll(_sentinels.Select(sentinel => NameAsync(sentinel, cancellation)));
        RedisEndpoint? primary = named
            .OfType<RedisEndpoint>()
            .GroupBy(endpoint => endpoint)
            .FirstOrDefault(group => 2 * group.Count() > _sentinels.Length)?.Key;
        if (primary is not null)
        {
            _named = before;
            if (!primary.Equals(_primary))
            {
                (_primary, _layout) = (primary, RedisLayout.Single(primary));
            }
        }
        else if (_primary is not null && time.GetElapsedTime(_named) > grace)
        {
            (_primary, _layout) = (null, RedisLayout.Unknown);
        }

        return _layout;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AskedServer sentinel in _sentinels)
        {
            await sentinel.DisposeAsync();
        }
    }

    private async Task<RedisEndpoint?> NameAsync(AskedServer sentinel, CancellationToken cancellation)
    {
        RespValue? answer = await sentinel.AskAsync(new RedisBatch().Add("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName), cancellation);
        return answer is { Items: { Length: 2 } items }
            && int.TryParse(items[1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            && items[0].Text is { Length: > 0 and <= 253 } host
            ? new RedisEndpoint(host, port)
            : null;
    }
}
