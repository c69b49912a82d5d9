using System.Collections.Immutable;
using System.Globalization;
using Nines.Testing.Processes;

namespace Nines.Testing.Redis;

/// <summary>Three real Redis servers and three real Sentinels, set as the guard wants them.</summary>
public sealed class RedisTrio : IAsyncDisposable
{
    public const string MasterName = "nines-guard";

    private readonly ImmutableArray<int> _seenAt;

    private RedisTrio(ImmutableArray<RedisNode> servers, ImmutableArray<RedisNode> sentinels, ImmutableArray<int> seenAt)
    {
        Servers = servers;
        Sentinels = sentinels;
        _seenAt = seenAt;
    }

    /// <summary>The first is primary at the start.</summary>
    public ImmutableArray<RedisNode> Servers { get; }

    public ImmutableArray<RedisNode> Sentinels { get; }

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing =>
        Programs.Find("redis-server") is null ? "redis-server is not installed; tests/install does it"
        : Programs.Find("redis-sentinel") is null ? "redis-sentinel is not installed; tests/install does it"
        : null;

    /// <param name="downAfter">How long a primary is silent before Sentinels call it down; more than two seconds over the lag of 2 s.</param>
    /// <param name="front">Given the port of the first primary, says where its replicas, the Sentinels and so the guards shall reach it: a proxy.</param>
    public static async Task<RedisTrio> StartAsync(
        CancellationToken cancellation, TimeSpan? downAfter = null, Func<int, int>? front = null)
    {
        const string password = "correct-horse";
        int[] ports = [.. Enumerable.Range(0, 3).Select(_ => FreePorts.Next())];
        int primaryPort = front?.Invoke(ports[0]) ?? ports[0];
        string common = $"""
            save ""
            appendonly no
            maxmemory 128mb
            maxmemory-policy volatile-ttl
            min-replicas-to-write 1
            min-replicas-max-lag 2
            repl-ping-replica-period 1
            repl-diskless-sync yes
            repl-diskless-sync-delay 0
            masterauth {password}

            """;
        ImmutableArray<RedisNode> servers =
        [
            .. ports.Select((port, index) => new RedisNode(
                "redis-server", port, password, common + (index == 0 ? "" : $"replicaof 127.0.0.1 {primaryPort}\n"))),
        ];
        string watch = $"""
            sentinel monitor {MasterName} 127.0.0.1 {primaryPort} 2
            sentinel auth-pass {MasterName} {password}
            sentinel sentinel-pass {password}
            sentinel down-after-milliseconds {MasterName} {(int)(downAfter ?? TimeSpan.FromSeconds(5)).TotalMilliseconds}
            sentinel failover-timeout {MasterName} 10000
            sentinel parallel-syncs {MasterName} 2

            """;
        ImmutableArray<RedisNode> sentinels =
            [.. Enumerable.Range(0, 3).Select(_ => new RedisNode("redis-sentinel", FreePorts.Next(), password, watch))];
        var trio = new RedisTrio(servers, sentinels, [primaryPort, .. ports[1..]]);
        try
        {
            foreach (RedisNode node in servers.Concat(sentinels))
            {
                await node.StartAsync(cancellation);
            }

            await sentinels[0].Process.WaitUntilAsync(trio.KnowsAllAsync, TimeSpan.FromSeconds(30), cancellation);
            return trio;
        }
        catch
        {
            await trio.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server that most Sentinels name now; null when they do not agree.</summary>
    public async Task<RedisNode?> PrimaryAsync(CancellationToken cancellation)
    {
        string[] named = await Task.WhenAll(Sentinels.Select(sentinel =>
            sentinel.Process.HasExited ? Task.FromResult("") : sentinel.AskAsync(cancellation, "SENTINEL", "get-master-addr-by-name", MasterName)));
        int index = Array.FindIndex([.. _seenAt], port => named.Count(name => name.EndsWith($"\n{port}", StringComparison.Ordinal)) >= 2);
        return index < 0 ? null : Servers[index];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisNode node in Sentinels.Concat(Servers))
        {
            await node.DisposeAsync();
        }
    }

    private async Task<bool> KnowsAllAsync(CancellationToken cancellation)
    {
        foreach (RedisNode sentinel in Sentinels)
        {
            string[] lines = (await sentinel.AskAsync(cancellation, "SENTINEL", "master", MasterName)).Split('\n');
            if (Value(lines, "num-slaves") != 2 || Value(lines, "num-other-sentinels") != 2)
            {
                return false;
            }
        }

        // A primary without replicas refuses writes; this is the last thing to become true.
        return await Servers[0].AskAsync(cancellation, "SET", "probe", "1", "PX", "1000") == "OK";
    }

    private static int Value(string[] lines, string name)
    {
        int index = Array.IndexOf(lines, name);
        return index >= 0 && index + 1 < lines.Length && int.TryParse(lines[index + 1], CultureInfo.InvariantCulture, out int value) ? value : -1;
    }
}
