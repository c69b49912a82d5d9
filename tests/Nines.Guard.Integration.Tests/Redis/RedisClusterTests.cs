using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Two replicas of the guard on a real Redis Cluster of three primaries.</summary>
public sealed class RedisClusterTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Keys_of_all_slots_are_shared_and_follow_a_slot_that_moves()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using EntryStore a = await ConnectAsync(cluster);
        await using EntryStore b = await ConnectAsync(cluster);
        a.State.Shared.ShouldBeTrue(string.Join("; ", a.Troubles));
        a.State.Servers.Count(server => server is { Role: "primary", Reachable: true }).ShouldBe(3);

        EntryKey[] keys = [.. Enumerable.Range(0, 60).Select(i => Key($"k{i}"))];
        foreach (EntryKey key in keys)
        {
            Entry entry = Entry();
            (await a.PublishAsync(key, entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
            (await b.ReadAsync(key, Cancel)).Entry!.Version.ShouldBe(entry.Version);
            b.TryGetNear(key, out _).ShouldBeTrue();
        }

        foreach (RedisNode node in cluster.Nodes)
        {
            int.Parse(await node.AskAsync(Cancel, "DBSIZE")).ShouldBeGreaterThan(5);
        }

        // A slot moves from one primary to another while it is in use: ASK first, then MOVED.
        int slot = HashSlot.Compute(System.Text.Encoding.ASCII.GetBytes(Name(a, keys[0])));
        int from = cluster.HolderOf(slot);
        (RedisNode source, RedisNode target) = (cluster.Nodes[from], cluster.Nodes[(from + 1) % 3]);
        string sourceId = await source.AskAsync(Cancel, "CLUSTER", "MYID");
        string targetId = await target.AskAsync(Cancel, "CLUSTER", "MYID");
        await target.AskAsync(Cancel, "CLUSTER", "SETSLOT", $"{slot}", "IMPORTING", sourceId);
        await source.AskAsync(Cancel, "CLUSTER", "SETSLOT", $"{slot}", "MIGRATING", targetId);
        string name = Name(a, keys[0]);
        (await source.AskAsync(Cancel, "MIGRATE", "127.0.0.1", $"{target.Port}", name, "0", "1000", "AUTH", Password)).ShouldBe("OK");
        await UntilAsync(() => !b.TryGetNear(keys[0], out _), "dropped where it was", Cancel);
        (await b.ReadAsync(keys[0], Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        foreach (RedisNode node in cluster.Nodes)
        {
            await node.AskAsync(Cancel, "CLUSTER", "SETSLOT", $"{slot}", "NODE", targetId);
        }

        StoreAnswer moved = StoreAnswer.Unavailable;
        for (int attempt = 0; attempt < 200 && moved.Outcome != StoreOutcome.Hit; attempt++)
        {
            moved = await a.ReadAsync(keys[0], Cancel);
            await Task.Delay(50, Cancel);
        }

        moved.Outcome.ShouldBe(StoreOutcome.Hit);
        await UntilAsync(() => a.State.Shared && b.State.Shared, "shared", Cancel);

        (await a.PurgeAsync(Cancel)).ShouldBeTrue();
        b.Epoch.ShouldBe(1);
        foreach (EntryKey key in keys)
        {
            (await b.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        }
    }

    [Fact]
    public async Task One_lost_primary_ends_the_trust_in_near_copies_and_leaves_the_other_slots_readable()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using EntryStore a = await ConnectAsync(cluster);
        EntryKey[] keys = [.. Enumerable.Range(0, 30).Select(i => Key($"k{i}"))];
        foreach (EntryKey key in keys)
        {
            await a.PublishAsync(key, Entry(), 0, Cancel);
        }

        await cluster.Nodes[2].KillAsync(Cancel);
        await UntilAsync(() => !a.State.Shared, "noticed", Cancel);
        foreach (EntryKey key in keys)
        {
            int holder = cluster.HolderOf(HashSlot.Compute(System.Text.Encoding.ASCII.GetBytes(Name(a, key))));
            (await a.ReadAsync(key, Cancel)).Outcome.ShouldBe(holder == 2 ? StoreOutcome.Unavailable : StoreOutcome.Hit);
            a.TryGetNear(key, out _).ShouldBeFalse();
        }
    }

    private static async Task<EntryStore> ConnectAsync(Cluster cluster)
    {
        RedisStoreOptions options = Options(new RedisStoreOptions { WaitReplicas = 0 });
        ImmutableArray<RedisEndpoint> nodes = [.. cluster.Nodes.Select(node => new RedisEndpoint("127.0.0.1", node.Port))];
        var store = RedisStore.Create(
            new ClusterTopology(nodes, options.Dial, TimeSpan.FromSeconds(5), TimeProvider.System),
            options,
            () => Ring,
            TimeProvider.System);
        await store.StartAsync(Cancel);
        return store;
    }

    private sealed class Cluster : IAsyncDisposable
    {
        private static readonly (int First, int Last)[] s_ranges = [(0, 5460), (5461, 10922), (10923, 16383)];

        public List<RedisNode> Nodes { get; } = [];

        public int HolderOf(int slot) => Array.FindIndex(s_ranges, range => slot >= range.First && slot <= range.Last);

        public async Task StartAsync()
        {
            foreach ((int first, int last) in s_ranges)
            {
                // A part of the cluster goes on when another is lost.
                Nodes.Add(await StartServerAsync(
                    Cancel, $"cluster-enabled yes\ncluster-require-full-coverage no\ncluster-node-timeout 30000\nmasterauth {Password}"));
                await Nodes[^1].AskAsync(Cancel, "CLUSTER", "SET-CONFIG-EPOCH", $"{Nodes.Count}");
                await Nodes[^1].AskAsync(Cancel, "CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
            }

            await Nodes[0].AskAsync(Cancel, "CLUSTER", "MEET", "127.0.0.1", $"{Nodes[1].Port}");
            await Nodes[0].AskAsync(Cancel, "CLUSTER", "MEET", "127.0.0.1", $"{Nodes[2].Port}");
            foreach (RedisNode node in Nodes)
            {
                await node.Process.WaitUntilAsync(
                    async stop => (await node.AskAsync(stop, "CLUSTER", "INFO")) is var info
                        && info.Contains("cluster_state:ok", StringComparison.Ordinal)
                        && info.Contains("cluster_slots_assigned:16384", StringComparison.Ordinal)
                        && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal),
                    TimeSpan.FromSeconds(30),
                    Cancel);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (RedisNode node in Nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
