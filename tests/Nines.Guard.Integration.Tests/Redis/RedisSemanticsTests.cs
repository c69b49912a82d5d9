using System.Net;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Each choice in <see cref="RedisSemantics"/> set apart does the harm that it is there to prevent; the right one does not.</summary>
public sealed class RedisSemanticsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_NX_the_last_writer_wins(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        await using RedisStore a = await StoreAsync(server.Port, Cancel, new RedisSemantics { FirstWriterWins = isCorrect });
        Entry first = Entry();
        Entry second = Entry();
        await a.PublishAsync(Key("k"), first, 0, Cancel);
        StoreAnswer answer = await a.PublishAsync(Key("k"), second, 0, Cancel);
        answer.Entry!.Version.ShouldBe((isCorrect ? first : second).Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_check_of_the_signature_a_copied_value_is_believed(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        RedisSemantics semantics = isCorrect ? RedisSemantics.Correct : new RedisSemantics { CheckSignature = (_, _) => true };
        await using RedisStore a = await StoreAsync(server.Port, Cancel, semantics);
        await a.PublishAsync(Key("other"), Entry(), 0, Cancel);
        await server.AskAsync(Cancel, "COPY", Name(a, Key("other")), Name(a, Key("victim")));
        (await a.ReadAsync(Key("victim"), Cancel)).Outcome.ShouldBe(isCorrect ? StoreOutcome.Miss : StoreOutcome.Hit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_sliding_life_an_entry_outlives_its_end(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        await using RedisStore a = await StoreAsync(server.Port, Cancel, new RedisSemantics { Slides = !isCorrect });
        await a.PublishAsync(Key("k"), Entry(2), 0, Cancel);
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        await Task.Delay(2100, Cancel);
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(isCorrect ? StoreOutcome.Miss : StoreOutcome.Hit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_default_tracking_nobody_tells_of_a_change(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        await using RedisStore a = await StoreAsync(server.Port, Cancel, new RedisSemantics { TracksByPrefix = isCorrect });
        await a.PublishAsync(Key("k"), Entry(), 0, Cancel);
        await UntilAsync(() => a.TryGetNear(Key("k"), out _), "near", Cancel);
        await server.AskAsync(Cancel, "DEL", Name(a, Key("k")));
        await Task.Delay(500, Cancel);
        a.TryGetNear(Key("k"), out _).ShouldBe(!isCorrect);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_flush_a_copy_outlives_a_change_that_was_missed(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, server.Port));
        await using RedisStore a = await StoreAsync(proxy.Port, Cancel, new RedisSemantics { FlushesWhenLost = isCorrect });
        await a.PublishAsync(Key("k"), Entry(), 0, Cancel);
        await UntilAsync(() => a.TryGetNear(Key("k"), out _), "near", Cancel);
        proxy.NewConnections = NewConnections.Reset;
        proxy.Set(ProxyDirection.ToTarget, Fault.Reset);
        await UntilAsync(() => !a.State.Shared, "lost", Cancel);
        await server.AskAsync(Cancel, "DEL", Name(a, Key("k")));
        proxy.Set(ProxyDirection.ToTarget, Fault.Pass);
        proxy.NewConnections = NewConnections.Join;
        await UntilAsync(() => a.State.Shared, "back", Cancel);
        a.TryGetNear(Key("k"), out _).ShouldBe(!isCorrect);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_GET_a_primary_without_its_replicas_goes_on_answering(bool isCorrect)
    {
        await using RedisNode server = await ServerAsync();
        await using RedisStore a = await StoreAsync(server.Port, Cancel, new RedisSemantics { ReadCommand = isCorrect ? "GETEX" : "GET" });
        await a.PublishAsync(Key("k"), Entry(), 0, Cancel);

        // From now on it is a primary that lost its replicas.
        await server.AskAsync(Cancel, "CONFIG", "SET", "min-replicas-to-write", "1");
        await Task.Delay(2500, Cancel);
        a.State.Shared.ShouldBe(!isCorrect);
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(isCorrect ? StoreOutcome.Unavailable : StoreOutcome.Hit);
    }

    private static async Task<RedisNode> ServerAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await StartServerAsync(Cancel);
    }
}
