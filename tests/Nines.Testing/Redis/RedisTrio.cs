using System.Collections.Immutable;
using System.Globalization;
using Nines.Testing.Processes;

namespace Nines.Testing.Redis;

/// <summary>Three real Redis servers and three real Sentinels, set as the guard wants them.</summary>
public sealed class RedisTrio : IAsyncDisposable
{
    public const string MasterName = "nines-guard";

    public const string Password = "correct-horse";

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

    /// <summary>Port at which replicas, Sentinels and so the guards see a server.</summary>
    public int SeenAt(int server) => _seenAt[server];

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing =>
        Programs.Find("redis-server") is null ? "redis-server is not installed; tests/install does it"
        : Programs.Find("redis-sentinel") is null ? "redis-sentinel is not installed; tests/install does it"
        : null;

    /// <param name="downAfter">Silence of a primary after which Sentinels call it down; more than two seconds over the lag of 2 s.</param>
    /// <param name="front">Given the port of the first primary, says where its replicas, the Sentinels and so the guards shall reach it: a proxy.</param>
    /// <param name="fronts">The same for every server, by its number and its port: what stands there carries replication and Sentinels.</param>
    public static async Task<RedisTrio> StartAsync(
        CancellationToken cancellation, TimeSpan? downAfter = null, Func<int, int>? front = null, Func<int, int, int>? fronts = null)
    {
        int[] ports = [.. Enumerable.Range(0, 3).Select(_ => FreePorts.Next())];
        int[] seenAt = [.. ports.Select((port, index) => fronts?.Invoke(index, port) ?? (index == 0 ? front?.Invoke(port) : null) ?? port)];
        int primaryPort = seenAt[0];
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
            masterauth {Password}

            """;
        ImmutableArray<RedisNode> servers =
        [
            .. ports.Select((port, index) => new RedisNode(
                "redis-server", port, Password,
                common + (fronts is null ? "" : $"replica-announce-ip 127.0.0.1\nreplica-announce-port {seenAt[index]}\n")
                + (index == 0 ? "" : $"replicaof 127.0.0.1 {primaryPort}\n"))),
        ];
        string watch = $"""
            sentinel monitor {MasterName} 127.0.0.1 {primaryPort} 2
            sentinel auth-pass {MasterName} {Password}
            sentinel sentinel-pass {Password}
            sentinel down-after-milliseconds {MasterName} {(int)(downAfter ?? TimeSpan.FromSeconds(5)).TotalMilliseconds}
            sentinel failover-timeout {MasterName} 10000
            sentinel parallel-syncs {MasterName} 2

            """;
        ImmutableArray<RedisNode> sentinels =
            [.. Enumerable.Range(1, 3).Select(number => new RedisNode("redis-sentinel", FreePorts.Next(), Password, Identity(number) + watch))];
        var trio = new RedisTrio(servers, sentinels, [.. seenAt]);
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

    // Of one's own and kept: to the others, a Sentinel that comes back with another one is a further Sentinel, and no majority is left.
    private static string Identity(int number) => $"sentinel myid {new string((char)('0' + number), 40)}\n";

    private static int Value(string[] lines, string name)
    {
        int index = Array.IndexOf(lines, name);
        return index >= 0 && index + 1 < lines.Length && int.TryParse(lines[index + 1], CultureInfo.InvariantCulture, out int value) ? value : -1;
    }
}
