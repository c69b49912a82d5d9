using System.Globalization;
using Nines.Testing.Redis;

namespace Nines.Guard.Drills.Site;

/// <summary>The Redis servers and Sentinels of a site, and what an operator or the start script of a pod does with them.</summary>
internal sealed class RedisSide(RedisTrio trio) : IAsyncDisposable
{
    /// <summary>Prefix of the names of entries.</summary>
    public const string Entries = "~ng:v:";

    public const string Epoch = "~ng:e";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public RedisTrio Trio => trio;

    /// <summary>The server that most Sentinels name, once they agree.</summary>
    /// <exception cref="DrillException">They do not in time.</exception>
    public async Task<int> PrimaryAsync(CancellationToken cancellation)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < s_patience)
        {
            if (await trio.PrimaryAsync(cancellation) is { } primary)
            {
                return trio.Servers.IndexOf(primary);
            }

            await Task.Delay(100, cancellation);
        }

        throw new DrillException("the Sentinels name no primary");
    }

    /// <summary>Waits for a fail-over.</summary>
    /// <exception cref="DrillException">There was none in time.</exception>
    public async Task<int> PrimaryOtherThanAsync(int old, CancellationToken cancellation)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < s_patience)
        {
            int primary = await PrimaryAsync(cancellation);
            if (primary != old)
            {
                return primary;
            }

            await Task.Delay(100, cancellation);
        }

        throw new DrillException("the Sentinels chose no other primary");
    }

    public Task<string> AskAsync(int server, CancellationToken cancellation, params string[] command) => trio.Servers[server].AskAsync(cancellation, command);

    /// <summary>The names of all entries, in order.</summary>
    public async Task<string[]> NamesAsync(int server, CancellationToken cancellation) =>
        [.. (await AskAsync(server, cancellation, "--scan", "--pattern", Entries + "*")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    /// <summary>Starts a server that was killed, empty, as a replica of the current primary.</summary>
    public async Task RestartAsync(int server, CancellationToken cancellation)
    {
        await trio.Servers[server].StartAsync(cancellation);
        int primary = await PrimaryAsync(cancellation);
        if (primary != server)
        {
            await FollowAsync(server, primary, cancellation);
        }
    }

    /// <summary>Starts all servers that were killed, empty, with one of them as primary.</summary>
    public async Task RestartAllAsync(int primary, CancellationToken cancellation)
    {
        await trio.Servers[primary].StartAsync(cancellation);
        await AskAsync(primary, cancellation, "REPLICAOF", "NO", "ONE");
        foreach (int server in Enumerable.Range(0, trio.Servers.Length).Where(server => server != primary))
        {
            await trio.Servers[server].StartAsync(cancellation);
            await FollowAsync(server, primary, cancellation);
        }
    }

    public ValueTask DisposeAsync() => trio.DisposeAsync();

    private Task<string> FollowAsync(int server, int primary, CancellationToken cancellation) =>
        AskAsync(server, cancellation, "REPLICAOF", "127.0.0.1", trio.SeenAt(primary).ToString(CultureInfo.InvariantCulture));
}
