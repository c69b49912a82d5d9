using System.Collections.Immutable;

namespace Nines.Guard.Redis;

/// <summary>One server, always the same.</summary>
internal sealed class StandaloneTopology(RedisEndpoint server) : IRedisTopology
{
    private readonly RedisLayout _layout = RedisLayout.Of(server);

    public string Kind => "redis";

    public ImmutableArray<SeenServer> Seen => [];

    public ValueTask<RedisLayout> LookAsync(CancellationToken cancellation) => ValueTask.FromResult(_layout);

    public ValueTask DisposeAsync() => default;
}
