using Nines.Testing.Consistency;
using static Nines.Testing.Tests.Consistency.Written;

namespace Nines.Testing.Tests.Consistency;

public sealed class HistoryRecorderTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Windows_are_recorded_from_their_beginning_to_their_end_or_left_open()
    {
        HistoryRecorder recorder = new(clock);
        clock.Advance(At(1));
        FaultWindow kill = recorder.BeginFault("SIGKILL", FaultEffects.None);
        FaultWindow same = recorder.BeginFault("SIGKILL", FaultEffects.None);
        recorder.SetDegraded(2, true);
        recorder.SetDegraded(2, true);
        clock.Advance(At(2));
        recorder.EndFault(kill);
        recorder.SetDegraded(2, false);
        recorder.SetDegraded(2, false);
        recorder.SetDegraded(1, true, At(2.5));

        History history = recorder.Snapshot();
        history.Faults.ShouldBe([kill with { To = At(3) }, same], ignoreOrder: true);
        history.Degraded.ShouldBe([new DegradedWindow(2, At(1), At(3)), new DegradedWindow(1, At(2.5), null)]);
    }

    [Fact]
    public void Events_are_kept_and_more_than_the_limit_refused()
    {
        HistoryRecorder recorder = new(clock, mostEvents: 3);
        clock.Advance(At(4));
        Review review = Allowed(0, "a", "a1", 1, recorder.Now.TotalSeconds);
        recorder.Add(review);
        recorder.Add(Call("a1", "a", Verdict.Allow, 1, 2));
        recorder.Add(new Purge(null, At(1), null));
        Should.Throw<InvalidOperationException>(() => recorder.Add(review)).Message.ShouldContain("more than 3 events");
        History history = recorder.Snapshot();
        (history.Reviews.Length, history.Calls.Length, history.Purges.Length).ShouldBe((1, 1, 1));
        history.Reviews[0].Answered.ShouldBe(At(4));
    }
}
