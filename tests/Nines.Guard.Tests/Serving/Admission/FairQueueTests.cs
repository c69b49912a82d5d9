using FsCheck;
using FsCheck.Fluent;
using Nines.Guard.Serving.Connections;

namespace Nines.Guard.Tests.Serving.Admission;

public sealed class FairQueueTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task With_free_slots_no_caller_waits()
    {
        var queue = new FairQueue(4, 10, 10);
        (await Enter(queue, 1, Cancel)).ShouldBeTrue();
        (await Enter(queue, 1, Cancel)).ShouldBeTrue();
        (await Enter(queue, 2, Cancel)).ShouldBeTrue();
        queue.Deciding.ShouldBe(3);
        queue.Leave(1);
        queue.Deciding.ShouldBe(2);
    }

    [Fact]
    public void No_user_gets_more_than_half_of_the_slots()
    {
        var queue = new FairQueue(4, 10, 10);
        bool[] entered = [.. Enumerable.Range(0, 4).Select(_ => Enter(queue, 1, Cancel).IsCompleted)];
        entered.ShouldBe([true, true, false, false]);
        Enter(queue, 2, Cancel).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Users_take_turns()
    {
        var queue = new FairQueue(2, 100, 100);
        _ = Enter(queue, 1, Cancel);
        _ = Enter(queue, 2, Cancel);
        Task<bool>[] noisy = [.. Enumerable.Range(0, 10).Select(_ => Enter(queue, 1, Cancel))];
        Task<bool> quiet = Enter(queue, 3, Cancel);
        queue.Leave(1);
        queue.Leave(2);
        (await Task.WhenAny(noisy)).ShouldBe(noisy[0]);
        (await quiet).ShouldBeTrue();
        queue.Waiting.ShouldBe(9);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var queue = new FairQueue(1, 3, 2);
        _ = Enter(queue, 1, Cancel);
        Task<bool>[] waiting = [Enter(queue, 1, Cancel), Enter(queue, 1, Cancel)];
        (await Enter(queue, 1, Cancel)).ShouldBeFalse();
        _ = Enter(queue, 2, Cancel);
        (await Enter(queue, 3, Cancel)).ShouldBeFalse();
        waiting.ShouldAllBe(entry => !entry.IsCompleted);
        queue.Waiting.ShouldBe(3);
    }

    [Fact]
    public async Task A_cancelled_caller_frees_its_place()
    {
        var queue = new FairQueue(1, 3, 3);
        _ = Enter(queue, 1, Cancel);
        using var patience = new CancellationTokenSource();
        Task<bool> gone = Enter(queue, 2, patience.Token);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await gone);
        queue.Waiting.ShouldBe(0);
        queue.Leave(1);
        queue.Deciding.ShouldBe(0);
        Enter(queue, 1, Cancel).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Slots_are_neither_lost_nor_duplicated_and_no_waiter_is_forgotten() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int User, int Step)[]>(), steps =>
        {
            const int Slots = 5;
            var queue = new FairQueue(Slots, 20, 8);
            var inside = new List<int>();
            var waiting = new List<(int User, Task<bool> Entry, CancellationTokenSource Patience)>();
            foreach ((int user, int step) in steps)
            {
                int who = Math.Abs(user % 4);
                switch (Math.Abs(step % 4))
                {
                    case 0 or 1:
                        var patience = new CancellationTokenSource();
                        Task<bool> entry = Enter(queue, who, patience.Token);
                        if (!entry.IsCompleted)
                        {
                            waiting.Add((who, entry, patience));
                        }
                        else if (Let(entry))
                        {
                            inside.Add(who);
                        }

                        break;
                    case 2 when inside.Count > 0:
                        int leaves = inside[Math.Abs(user % inside.Count)];
                        inside.Remove(leaves);
                        queue.Leave(leaves);
                        break;
                    case 3 when waiting.Count > 0:
                        waiting[Math.Abs(user % waiting.Count)].Patience.Cancel();
                        break;
                    default:
                        break;
                }

                // What was let in shows at once: slots are given with the gate held, only the waiter hears of it later.
                waiting.RemoveAll(one => one.Patience.IsCancellationRequested);
                int let = queue.Deciding - inside.Count;
                SpinWait.SpinUntil(() => waiting.Count(one => one.Entry.IsCompleted) == let, 5000).ShouldBeTrue();
                foreach ((int User, Task<bool> Entry, CancellationTokenSource Patience) one in waiting.Where(one => one.Entry.IsCompleted).ToArray())
                {
                    inside.Add(one.User);
                    waiting.Remove(one);
                }

                queue.Deciding.ShouldBe(inside.Count);
                queue.Waiting.ShouldBe(waiting.Count);
                inside.Count.ShouldBeLessThanOrEqualTo(Slots);
                inside.CountBy(one => one).ShouldAllBe(pair => pair.Value <= Slots / 2);

                // Nobody waits who could be let in.
                (inside.Count < Slots && waiting.Any(one => inside.Count(other => other == one.User) < Slots / 2)).ShouldBeFalse();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121, 7));

    private static Task<bool> Enter(FairQueue queue, int user, CancellationToken cancellation) => queue.EnterAsync(user, cancellation).AsTask();

    private static bool Let(Task<bool> done) => done.GetAwaiter().GetResult();
}
