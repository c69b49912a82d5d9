using System.Net;
using System.Net.Sockets;
using Nines.Testing.Faults;

namespace Nines.Testing.Tests.Faults;

public sealed class FaultProxyTests
{
    [Fact]
    public async Task Bytes_and_the_end_of_the_stream_pass_both_ways()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("question");
        (await server.TextAsync(8)).ShouldBe("question");
        await server.SayAsync("answer");
        (await caller.TextAsync(6)).ShouldBe("answer");

        caller.Shutdown(SocketShutdown.Send);
        (await server.ReadToEndAsync()).ShouldBe([]);
        await server.SayAsync("late");
        server.Shutdown(SocketShutdown.Send);
        (await caller.ReadToEndAsync())!.Length.ShouldBe(4);
        await Sockets.UntilAsync(() => at.Proxy.Counts.Open == 0);
        at.Proxy.Counts.ShouldBe(new FaultProxyCounts(1, 0, 0, 0, 0, 8, 8, 10, 10));
    }

    [Fact]
    public async Task A_delayed_piece_arrives_when_its_time_has_come_and_not_before()
    {
        ManualClock time = new();
        await using ProxiedServer at = new(new FaultProxyOptions { Time = time });
        at.Proxy.Set(ProxyDirection.ToTarget, Fault.Delay(TimeSpan.FromMilliseconds(20)));
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("a");
        await Sockets.UntilAsync(() => at.Proxy.Counts.FromCallers == 1);
        time.Advance(TimeSpan.FromMilliseconds(19));

        // The other direction is not delayed, so an answer overtakes the question.
        await server.SayAsync("x");
        (await caller.TextAsync(1)).ShouldBe("x");
        at.Proxy.Counts.ToTarget.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await server.TextAsync(1)).ShouldBe("a");
    }

    [Fact]
    public async Task A_delay_that_is_healed_lets_go_at_once_and_keeps_the_order()
    {
        await using ProxiedServer at = new(new FaultProxyOptions { Time = new ManualClock() });
        at.Proxy.Set(Fault.Delay(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("ab");
        await Sockets.UntilAsync(() => at.Proxy.Counts.FromCallers == 2);
        await caller.SayAsync("cd");
        at.Proxy.Heal();
        (await server.TextAsync(4)).ShouldBe("abcd");
    }

    [Fact]
    public async Task A_stalled_direction_takes_bytes_and_closes_nothing_until_it_is_healed()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        at.Proxy.Set(ProxyDirection.ToTarget, Fault.Stall);
        await caller.SayAsync("held");
        caller.Shutdown(SocketShutdown.Send);
        await Sockets.UntilAsync(() => at.Proxy.Counts.FromCallers == 4);
        await server.SayAsync("x");
        (await caller.TextAsync(1)).ShouldBe("x");
        at.Proxy.Counts.ToTarget.ShouldBe(0);
        at.Proxy.Counts.Open.ShouldBe(1);

        at.Proxy.Heal();
        (await server.ReadToEndAsync())!.Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_stalled_direction_holds_no_more_than_its_buffer()
    {
        await using ProxiedServer at = new(new FaultProxyOptions { BufferedPieces = 3 });
        (Socket caller, Socket server) = await at.ConnectAsync();
        at.Proxy.Set(Fault.Stall);
        byte[] much = new byte[8 << 20];
        new Random(5).NextBytes(much);
        Task<int> sending = caller.SendAsync(much, SocketFlags.None);

        // The writer holds one piece, the queue three, and the reader waits with one.
        await Sockets.UntilAsync(() => at.Proxy.Counts.FromCallers >= 4 * 4096);
        at.Proxy.Counts.FromCallers.ShouldBeLessThanOrEqualTo(5 * 4096);
        at.Proxy.Heal();
        (await server.ReadAsync(much.Length)).SequenceEqual(much).ShouldBeTrue();
        (await sending).ShouldBe(much.Length);
    }

    [Fact]
    public async Task A_reset_ends_both_sides_before_the_byte_arrives()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        at.Proxy.Set(ProxyDirection.ToCaller, Fault.Reset);
        await caller.SayAsync("question");
        (await server.TextAsync(8)).ShouldBe("question");
        await server.SayAsync("answer");
        (await caller.ReadToEndAsync()).ShouldBeNull();
        (await server.ReadToEndAsync()).ShouldBeNull();
        at.Proxy.Counts.ResetByFault.ShouldBe(1);
        at.Proxy.Counts.ToCallers.ShouldBe(0);
    }

    [Fact]
    public async Task Resetting_everything_spares_connections_made_afterwards()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        at.Proxy.ResetAll();
        (await caller.ReadToEndAsync()).ShouldBeNull();
        (await server.ReadToEndAsync()).ShouldBeNull();
        (Socket later, Socket other) = await at.ConnectAsync();
        await later.SayAsync("on");
        (await other.TextAsync(2)).ShouldBe("on");
    }

    [Fact]
    public async Task A_cut_lets_exactly_so_many_bytes_through()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("before");
        (await server.TextAsync(6)).ShouldBe("before");
        at.Proxy.Set(ProxyDirection.ToTarget, Fault.CutAfter(5));
        await caller.SayAsync("123");
        (await server.TextAsync(3)).ShouldBe("123");
        await caller.SayAsync("45678");
        (await server.ReadToEndAsync()).ShouldBe("45"u8.ToArray());
        await Sockets.UntilAsync(() => at.Proxy.Counts.Open == 0);
    }

    [Fact]
    public async Task A_cut_after_no_byte_closes_at_the_first()
    {
        await using ProxiedServer at = new();
        at.Proxy.Set(ProxyDirection.ToTarget, Fault.CutAfter(0));
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("1");
        (await server.ReadToEndAsync()).ShouldBe([]);
    }

    [Fact]
    public async Task A_drip_gives_so_many_bytes_at_each_tick()
    {
        ManualClock time = new();
        await using ProxiedServer at = new(new FaultProxyOptions { Time = time });
        at.Proxy.Set(ProxyDirection.ToTarget, Fault.Drip(2, TimeSpan.FromSeconds(1)));
        (Socket caller, Socket server) = await at.ConnectAsync();
        await caller.SayAsync("abcde");
        (await server.TextAsync(2)).ShouldBe("ab");
        await Sockets.UntilAsync(() => at.Proxy.Counts.ToTarget == 2);
        await TickUntilAsync(time, () => at.Proxy.Counts.ToTarget >= 4);
        (await server.TextAsync(2)).ShouldBe("cd");
        await TickUntilAsync(time, () => at.Proxy.Counts.ToTarget == 5);
        (await server.TextAsync(1)).ShouldBe("e");
    }

    [Fact]
    public async Task A_black_hole_swallows_new_connections_for_good_and_leaves_old_ones_alone()
    {
        await using ProxiedServer at = new();
        (Socket old, Socket server) = await at.ConnectAsync();
        at.Proxy.NewConnections = NewConnections.BlackHole;
        Socket lost = await at.CallAsync();
        await Sockets.UntilAsync(() => at.Proxy.Counts.BlackHoled == 1);
        await lost.SayAsync("anybody?");
        await old.SayAsync("here");
        (await server.TextAsync(4)).ShouldBe("here");

        at.Proxy.Heal();
        (Socket later, Socket other) = await at.ConnectAsync();
        await later.SayAsync("new");
        (await other.TextAsync(3)).ShouldBe("new");
        at.Proxy.Counts.FromCallers.ShouldBe(7);
        at.Proxy.Counts.Open.ShouldBe(3);
    }

    [Fact]
    public async Task A_partition_is_silent_and_what_was_on_the_way_arrives_after_it()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        at.Proxy.Partition();
        await caller.SayAsync("there");
        await server.SayAsync("back");
        Socket lost = await at.CallAsync();
        await Sockets.UntilAsync(() => at.Proxy.Counts is { FromCallers: 5, FromTarget: 4, BlackHoled: 1 });
        (at.Proxy.Counts.ToTarget + at.Proxy.Counts.ToCallers).ShouldBe(0);
        at.Proxy.Heal();
        (await server.TextAsync(5)).ShouldBe("there");
        (await caller.TextAsync(4)).ShouldBe("back");
        lost.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_target_that_is_not_there_shows_as_a_reset()
    {
        using Socket closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using FaultProxy proxy = FaultProxy.Start((IPEndPoint)closed.LocalEndPoint!);
        using Socket caller = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await caller.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Port));
            (await caller.ReadToEndAsync()).ShouldBeNull();
        }
        catch (SocketException exception)
        {
            exception.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }

        proxy.Counts.Unreachable.ShouldBe(1);
    }

    [Fact]
    public async Task Connections_over_the_limit_and_connections_that_are_to_be_reset_are_reset()
    {
        await using ProxiedServer at = new(new FaultProxyOptions { MaxConnections = 1 });
        (Socket first, Socket server) = await at.ConnectAsync();
        (await at.ResetsAsync()).ShouldBeTrue();
        at.Proxy.Counts.ResetByFault.ShouldBe(1);
        await first.SayAsync("on");
        (await server.TextAsync(2)).ShouldBe("on");

        await using ProxiedServer other = new();
        other.Proxy.NewConnections = NewConnections.Reset;
        (await other.ResetsAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_reset_by_one_peer_reaches_the_other()
    {
        await using ProxiedServer at = new();
        (Socket caller, Socket server) = await at.ConnectAsync();
        server.LingerState = new LingerOption(true, 0);
        server.Close();
        (await caller.ReadToEndAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Many_connections_keep_their_bytes_apart_while_faults_come_and_go()
    {
        await using ProxiedServer at = new(new FaultProxyOptions { Seed = 7 });
        using CancellationTokenSource done = new();
        Task faults = Task.Run(async () =>
        {
            Fault[] all = [Fault.Pass, Fault.Delay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)), Fault.Stall, Fault.Drip(700, TimeSpan.FromMilliseconds(1))];
            Random random = new(7);
            while (!done.IsCancellationRequested)
            {
                at.Proxy.Set((ProxyDirection)random.Next(2), all[random.Next(all.Length)]);
                await Task.Delay(2);
            }

            at.Proxy.Heal();
        });
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async seed =>
        {
            (Socket caller, Socket server) = await Pair(at);
            byte[] sent = new byte[20_000];
            new Random(seed).NextBytes(sent);
            await caller.SendAsync(sent.AsMemory());
            byte[] got = await server.ReadAsync(sent.Length);
            got.SequenceEqual(sent).ShouldBeTrue();
            await server.SendAsync(got.AsMemory());
            (await caller.ReadAsync(sent.Length)).SequenceEqual(sent).ShouldBeTrue();
        }));
        await done.CancelAsync();
        await faults;
    }

    [Fact]
    public void The_same_seed_draws_the_same_jitter_for_a_connection_and_direction()
    {
        double[] Draw(int seed, long number, ProxyDirection direction)
        {
            Random random = FaultProxy.Draws(seed, number, direction);
            return [.. Enumerable.Range(0, 5).Select(_ => random.NextDouble())];
        }

        double[] one = Draw(3, 8, ProxyDirection.ToCaller);
        Draw(3, 8, ProxyDirection.ToCaller).ShouldBe(one);
        Draw(4, 8, ProxyDirection.ToCaller).ShouldNotBe(one);
        Draw(3, 9, ProxyDirection.ToCaller).ShouldNotBe(one);
        Draw(3, 8, ProxyDirection.ToTarget).ShouldNotBe(one);
    }

    [Fact]
    public void Faults_refuse_values_that_mean_nothing()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Fault.Delay(TimeSpan.FromTicks(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => Fault.Drip(0, TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => Fault.Drip(1, TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => Fault.CutAfter(-1));
    }

    private static readonly SemaphoreSlim OneAtATime = new(1);

    // Callers and accepted sockets are matched by connecting one at a time.
    private static async Task<(Socket Caller, Socket Server)> Pair(ProxiedServer at)
    {
        await OneAtATime.WaitAsync();
        try
        {
            return await at.ConnectAsync();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    // The proxy starts its wait at a moment of its own, so the clock ticks until the wait has seen a tick.
    private static Task TickUntilAsync(ManualClock time, Func<bool> condition) => Sockets.UntilAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        time.Advance(TimeSpan.FromMilliseconds(500));
        return condition();
    });
}
