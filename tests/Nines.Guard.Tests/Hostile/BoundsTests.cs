using Microsoft.AspNetCore.Connections;
using Nines.Guard.Serving.Connections;

namespace Nines.Guard.Tests.Hostile;

public sealed class BoundsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_oldest_unauthenticated_connection_is_closed_and_authenticated_ones_stay()
    {
        int pushedOut = 0;
        var crowd = new HandshakeLimiter(3, () => pushedOut++);
        (DefaultConnectionContext Connection, Task Running)[] all = [.. Enumerable.Range(0, 3).Select(_ => Join(crowd, stays: true))];
        crowd.Count.ShouldBe(3);
        (DefaultConnectionContext Connection, Task Running) known = Join(crowd, stays: false);
        crowd.Count.ShouldBe(2);
        pushedOut.ShouldBe(1);
        await all[0].Running.WaitAsync(s_patience);
        all[1].Running.IsCompleted.ShouldBeFalse();
        (DefaultConnectionContext Connection, Task Running)[] more = [.. Enumerable.Range(0, 5).Select(_ => Join(crowd, stays: true))];
        crowd.Count.ShouldBe(3);
        pushedOut.ShouldBe(5);
        await Task.WhenAll(all.Select(one => one.Running).Concat(more.Take(2).Select(one => one.Running))).WaitAsync(s_patience);
        more[2].Running.IsCompleted.ShouldBeFalse();
        known.Running.IsCompleted.ShouldBeFalse();

        // Those that end by themselves leave their place.
        foreach ((DefaultConnectionContext connection, Task running) in more)
        {
            connection.Abort();
            await running.WaitAsync(s_patience);
        }

        crowd.Count.ShouldBe(0);
        pushedOut.ShouldBe(5);
        known.Connection.Abort();
        await known.Running.WaitAsync(s_patience);
    }

    [Fact]
    public void Requests_and_their_bytes_are_bounded_and_released()
    {
        var budget = new RequestBudget(2, 10_000);
        budget.TryEnter().ShouldBeTrue();
        budget.TryEnter().ShouldBeTrue();
        budget.TryEnter().ShouldBeFalse();
        long first = 0, second = 0;
        budget.TryGrow(ref first, RequestBudget.Free).ShouldBeTrue();
        first.ShouldBe(0);
        budget.TryGrow(ref first, RequestBudget.Free + 6_000).ShouldBeTrue();
        budget.TryGrow(ref first, RequestBudget.Free + 6_000).ShouldBeTrue();
        first.ShouldBe(6_000);
        budget.TryGrow(ref second, RequestBudget.Free + 4_001).ShouldBeFalse();
        budget.TryGrow(ref second, RequestBudget.Free + 4_000).ShouldBeTrue();
        budget.TryGrow(ref second, RequestBudget.Free + 4_001).ShouldBeFalse();
        budget.Leave(first);
        budget.TryGrow(ref second, RequestBudget.Free + 10_000).ShouldBeTrue();
        budget.Leave(second);
        (budget.Requests, budget.Bytes).ShouldBe((0, 0L));
    }

    // Its inner steps last until the connection is closed.
    private static (DefaultConnectionContext Connection, Task Running) Join(HandshakeLimiter crowd, bool stays)
    {
        var connection = new DefaultConnectionContext();
        var closed = new TaskCompletionSource();
        connection.ConnectionClosed.Register(() => closed.TrySetResult());
        ConnectionDelegate inner = _ => closed.Task;
        return (connection, crowd.Join(stays ? inner : crowd.Leave(inner))(connection));
    }
}
