using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;

namespace Nines.Guard.Setup.Check;

/// <summary>Connects as the guard does, or as somebody who may read settings.</summary>
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
