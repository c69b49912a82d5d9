using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Guard.Upstream;
using Nines.Testing.Consistency;
using Verdict = Nines.Testing.Consistency.Verdict;

namespace Nines.Guard.Integration.Tests.Redis.Drill;

/// <summary>
/// Replicas of the guard's cache on a real Redis, an Azure that names its answers, and the history of what they did, for the checker
/// that knows nothing of how any of it works.
/// </summary>
internal sealed class StoreDrill : IAsyncDisposable
{
    private readonly List<(EntryStore Store, SharedCache Cache, char? JoinedBy)> _replicas = [];
    private readonly CancellationToken _cancellation;

    public StoreDrill(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Azure = new DrillAzure(History);
    }

    public HistoryRecorder History { get; } = new(TimeProvider.System);

    public DrillAzure Azure { get; }

    public EntryStore Store(int replica) => _replicas[replica].Store;

    /// <returns>The number of the replica.</returns>
    public async Task<int> AddAsync(
        IRedisTopology topology, RedisStoreOptions options, RedisSemantics? semantics = null, char? joinedBy = null, TimeProvider? clock = null)
    {
        TimeProvider time = clock ?? TimeProvider.System;
        var store = RedisStore.Create(topology, StoreTesting.Options(options), () => StoreTesting.Ring, time, semantics);
        _replicas.Add((store, new SharedCache(store, SharedCacheOptions.Default, time), joinedBy));
        await store.StartAsync(_cancellation);
        store.State.Shared.ShouldBeTrue(string.Join("; ", store.Troubles));
        return _replicas.Count - 1;
    }

    /// <summary>Asks a replica a question: whose it is, then what for.</summary>
    /// <returns>The id of the answer; null when there was none.</returns>
    public async Task<string?> ReviewAsync(int replica, params string[] question)
    {
        (_, SharedCache cache, char? joinedBy) = _replicas[replica];
        string name = string.Join(" and ", question.Select(field => $"'{field}'"));
        EntryKey key = EntryKey.Compute(StoreTesting.Ring.Naming.Span, Write(question, joinedBy));
        TimeSpan invoked = History.Now;
        try
        {
            CacheAnswer answer = await cache.GetAsync(key, stop => Azure.AskAsync(replica, name, stop), _cancellation);
            string id = Encoding.ASCII.GetString(answer.Payload.Span);
            History.Add(new Review(replica, name, Azure.Of(id), id, $"{answer.Source}", invoked, History.Now));
            return id;
        }
        catch (GuardUnavailableException)
        {
            History.Add(new Review(replica, name, Verdict.Error, null, "none", invoked, History.Now));
            return null;
        }
    }

    /// <summary>The name that a question's entry has in Redis.</summary>
    public string NameOf(int replica, params string[] question) => StoreTesting.Name(
        Store(replica), EntryKey.Compute(StoreTesting.Ring.Naming.Span, Write(question, _replicas[replica].JoinedBy)));

    public async Task<bool> PurgeAsync(int replica)
    {
        TimeSpan invoked = History.Now;
        bool isSure = await Store(replica).PurgeAsync(_cancellation);
        History.Add(new Purge(null, invoked, isSure ? History.Now : null));
        return isSure;
    }

    /// <summary>Judges all that happened so far.</summary>
    public Report Judge(CheckSettings? settings = null)
    {
        // Windows are told in the time of day; the history counts from its beginning.
        DateTimeOffset today = TimeProvider.System.GetUtcNow();
        TimeSpan now = History.Now;
        History history = History.Snapshot();
        return ConsistencyChecker.Check(
            history with
            {
                Degraded =
                [
                    .. _replicas.SelectMany((replica, number) => replica.Store.State.Degraded.Select(window =>
                        new Testing.Consistency.DegradedWindow(number, At(window.From), window.To is { } to ? At(to) : null))),
                ],
            },
            settings ?? Settings);

        TimeSpan At(DateTimeOffset moment) => now - (today - moment);
    }

    /// <summary>A change may go unnoticed for a near lease, and a machine that does much else takes its time.</summary>
    public CheckSettings Settings => new()
    {
        Replicas = Math.Max(1, _replicas.Count),
        Tolerance = TimeSpan.FromMilliseconds(50),
        Detection = TimeSpan.FromMilliseconds(1200),
        Settling = TimeSpan.FromMilliseconds(1200),
    };

    public async ValueTask DisposeAsync()
    {
        foreach ((EntryStore store, _, _) in _replicas)
        {
            await store.DisposeAsync();
        }
    }

    private static byte[] Write(string[] question, char? joinedBy) =>
        new QuestionWriter(joinedBy).Field(question[0]).List(question[1..]).Written.ToArray();
}
