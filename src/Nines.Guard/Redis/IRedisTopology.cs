using System.Collections.Immutable;

namespace Nines.Guard.Redis;

/// <summary>Finds out who is primary.</summary>
internal interface IRedisTopology : IAsyncDisposable
{
    /// <summary><c>redis</c>, <c>redis-sentinel</c> or <c>redis-cluster</c>.</summary>
    string Kind { get; }

    /// <summary>Looks once, in bounded time. It throws nothing but cancellation.</summary>
    /// <returns>The layout to use from now on; <see cref="RedisLayout.Nobody"/> when none can be trusted.</returns>
    ValueTask<RedisLayout> LookAsync(CancellationToken cancellation);

    /// <summary>The servers that were asked who is primary, as last seen.</summary>
    ImmutableArray<SeenServer> Seen { get; }
}

/// <param name="Role"><c>sentinel</c> or <c>member</c>.</param>
internal readonly record struct SeenServer(RedisEndpoint Endpoint, string Role, bool IsReachable);
