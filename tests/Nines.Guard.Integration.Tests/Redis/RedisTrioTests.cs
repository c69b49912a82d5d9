using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>The Redis that other tests stand on really fails over.</summary>
public sealed class RedisTrioTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_killed_primary_is_replaced_and_comes_back_as_a_replica()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel, downAfter: TimeSpan.FromSeconds(1));
        RedisNode first = trio.Servers[0];
        (await trio.PrimaryAsync(Cancel)).ShouldBe(first);

        await first.KillAsync(Cancel);
        RedisNode? second = null;
        for (int attempt = 0; attempt < 300 && (second is null || second == first); attempt++)
        {
            await Task.Delay(100, Cancel);
            second = await trio.PrimaryAsync(Cancel);
        }

        second.ShouldNotBeNull();
        second.ShouldNotBe(first);
        string written = "";
        for (int attempt = 0; attempt < 100 && written != "OK"; attempt++)
        {
            written = await second.AskAsync(Cancel, "SET", "k", "v");
            await Task.Delay(100, Cancel);
        }

        written.ShouldBe("OK");
    }

    [Fact]
    public async Task A_primary_without_replicas_refuses_the_read_that_counts_as_a_write()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel, downAfter: TimeSpan.FromSeconds(30));
        (await trio.Servers[0].AskAsync(Cancel, "SET", "k", "v")).ShouldBe("OK");
        await trio.Servers[1].Process.SignalAsync("STOP", Cancel);
        await trio.Servers[2].Process.SignalAsync("STOP", Cancel);

        string answer = "v";
        for (int attempt = 0; attempt < 100 && answer == "v"; attempt++)
        {
            await Task.Delay(100, Cancel);
            answer = await trio.Servers[0].AskAsync(Cancel, "GETEX", "k");
        }

        answer.ShouldStartWith("NOREPLICAS");
        (await trio.Servers[0].AskAsync(Cancel, "GET", "k")).ShouldBe("v");
    }
}
