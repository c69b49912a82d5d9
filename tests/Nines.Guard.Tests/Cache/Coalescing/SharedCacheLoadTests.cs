using System.Collections.Concurrent;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Cache.Coalescing;

public sealed class SharedCacheLoadTests
{
    private readonly ManualClock _clock = new();
    private readonly SimulatedServer _server = new();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Under_random_load_with_failures_every_answer_is_a_real_one_and_errors_are_never_cached()
    {
        SharedCache[] replicas = [Replica(), Replica(), Replica()];
        var given = new ConcurrentDictionary<string, EntryKey>();
        int serial = 0;
        int failures = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 3000), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Cancel }, async (number, _) =>
        {
            // A fixed scramble of the number in place of chance.
            uint scramble = (uint)number * 2654435761;
            var key = new EntryKey(scramble % 37, 7, 7, 7);
            try
            {
                CacheAnswer answer = await replicas[number % 3].GetAsync(
                    key,
                    async _ =>
                    {
                        await Task.Yield();
                        int id = Interlocked.Increment(ref serial);
                        if (id % 5 == 0)
                        {
                            throw new GuardUnavailableException("rbac", Unavailability.Brief, "asked too soon");
                        }

                        given[$"{id}"] = key;
                        return Fresh($"{id}");
                    },
                    Cancel);
                given[Encoding.UTF8.GetString(answer.Payload.Span)].ShouldBe(key);
            }
            catch (GuardUnavailableException)
            {
                Interlocked.Increment(ref failures);
            }
        });

        // When those who hold the lease fail twice, each replica that waited may ask for itself; all serve the first answer all the same.
        given.Count.ShouldBeInRange(37, 3 * 37);
        for (uint key = 0; key < 37; key++)
        {
            UInt128[] served = await Task.WhenAll(replicas.Select(async replica => (await replica.GetAsync(
                new EntryKey(key, 7, 7, 7), _ => throw new InvalidOperationException("it is kept"), Cancel)).Version));
            served.Distinct().Count().ShouldBe(1);
        }

        failures.ShouldBeGreaterThan(0);
    }

    private SharedCache Replica() => new(new SimulatedStore(_server, _clock).Entries, SharedCacheOptions.Default, _clock);

    private FreshAnswer Fresh(string text) => new(Encoding.UTF8.GetBytes(text), _clock.GetTimestamp(), TimeSpan.FromMinutes(1));
}
