using Nines.Testing.Consistency;
using static Nines.Testing.Tests.Consistency.Written;

namespace Nines.Testing.Tests.Consistency;

/// <summary>What is right although it looks odd, and what only an allowance makes right.</summary>
public sealed class AllowanceTests
{
    [Fact]
    public void Reviews_that_overlap_may_be_served_in_either_order() =>
        Check(Good().With(Allowed(2, "a", "a3", 500.52, 510))).ShouldBeTrue();

    [Fact]
    public void A_review_that_began_in_time_may_end_late() =>
        Check(Good().With(Allowed(2, "a", "a1", 309.999, 340))).ShouldBeTrue();

    [Fact]
    public void A_review_that_began_before_a_purge_had_completed_may_see_the_time_before_it() =>
        Check(Good().With(Denied(2, "a", "a2", 400.04, 400.2))).ShouldBeTrue();

    [Fact]
    public void A_purge_that_failed_promises_nothing() =>
        Check(Good().With(new Purge("b", At(30), null), Allowed(0, "b", "b2", 31, 31.1))).ShouldBeTrue();

    [Fact]
    public void An_answer_that_never_arrived_is_no_second_call() =>
        Check(Good().With(Call("x", "a", Verdict.Allow, 15, 15, replica: 1) with { Answered = null })).ShouldBeTrue();

    [Fact]
    public void Failed_calls_may_be_tried_again() =>
        Check(Good().With(Call("x", "b", Verdict.Error, 20.6, 20.7, 0), Call("y", "b", Verdict.Error, 20.8, 20.9, 0))).ShouldBeTrue();

    [Fact]
    public void Replicas_that_a_fault_keeps_apart_may_ask_once_each() =>
        Check(Good().With(
            new FaultWindow("lease", FaultEffects.PreventsSharing, At(9), At(12)),
            Call("x", "a", Verdict.Allow, 10.1, 10.2),
            Call("y", "a", Verdict.Allow, 10.3, 10.4))).ShouldBeTrue();

    [Fact]
    public void A_replica_that_was_degraded_twice_may_ask_twice()
    {
        History twice = Good().With(
            new DegradedWindow(1, At(605), At(640)),
            new DegradedWindow(0, At(630), At(650)),
            Call("x1", "a", Verdict.Allow, 606, 606.1, replica: 1),
            Call("x2", "a", Verdict.Allow, 631, 631.1, replica: 0),
            Call("x3", "a", Verdict.Allow, 607, 607.1, replica: 2));
        Check(twice).ShouldBeTrue();
        Check(twice.With(Call("x4", "a", Verdict.Allow, 632, 632.1, replica: 0))).ShouldBeFalse();
    }

    [Fact]
    public void The_tolerance_moves_the_end_of_an_answer_both_ways()
    {
        History late = Good().With(Allowed(2, "a", "a1", 310.5, 310.6));
        Check(late).ShouldBeFalse();
        Check(late, Settings with { Tolerance = At(0.4) }).ShouldBeFalse();
        Check(late, Settings with { Tolerance = At(0.5) }).ShouldBeTrue();

        History early = Good().WithCall("a2", call => call with { Sent = At(309.96), Answered = At(309.97) }).WithReview("a", 309.9, r => r with { Answered = At(309.91) });
        Check(early).ShouldBeFalse();
        Check(early, Settings with { Tolerance = At(0.05) }).ShouldBeTrue();
    }

    [Fact]
    public void Settling_is_the_time_to_drop_an_older_version()
    {
        History older = Good().With(Allowed(2, "a", "a3", 501.5, 501.6));
        Check(older, Settings with { Settling = At(0.5) }).ShouldBeFalse();
        Check(older, Settings with { Settling = At(1) }).ShouldBeTrue();
    }

    [Fact]
    public void Settling_of_purges_is_its_own()
    {
        History older = Good().With(Denied(0, "a", "a2", 400.5, 400.6));
        Check(older, Settings with { Settling = At(1) }).ShouldBeFalse();
        Check(older, Settings with { PurgeSettling = At(0.4) }).ShouldBeFalse();
        Check(older, Settings with { PurgeSettling = At(0.5) }).ShouldBeTrue();
    }

    [Fact]
    public void Detection_begins_degraded_windows_earlier()
    {
        History late = Good() with { Degraded = [new DegradedWindow(0, At(602), At(610))] };
        Check(late).ShouldBeFalse();
        Check(late, Settings with { Detection = At(1) }).ShouldBeTrue();
    }

    [Fact]
    public void Hedged_calls_are_allowed_where_hedging_is()
    {
        History hedged = Good().With(Call("x", "a", Verdict.Allow, 10.01, 10.03, replica: 0));
        Check(hedged).ShouldBeFalse();
        Check(hedged, Settings with { CallsEach = 2 }).ShouldBeTrue();
        Check(hedged.With(Call("y", "a", Verdict.Allow, 10.02, 10.04, replica: 0)), Settings with { CallsEach = 2 }).ShouldBeFalse();
    }

    [Fact]
    public void A_hedge_counts_with_the_call_beside_which_it_was_sent()
    {
        AzureCall second = Call("x", "a", Verdict.Allow, 10.01, 10.03, replica: 0);
        Check(Good().With(second with { IsHedge = true })).ShouldBeTrue();
        Check(Good().With(second with { IsHedge = true }, second with { AnswerId = "y", Sent = At(10.02) })).ShouldBeFalse();
    }

    [Fact]
    public void Transit_is_the_time_that_a_call_is_under_way_before_Azure_counts_from_it()
    {
        History early = Good().WithCall("a2", call => call with { Sent = At(309.8), Answered = At(309.9) }).WithReview("a", 309.9, r => r with { Answered = At(309.95) });
        Check(early).ShouldBeFalse();
        Check(early, Settings with { Transit = At(0.2) }).ShouldBeTrue();
        Check(Good().With(Allowed(2, "a", "a1", 310.1, 340)), Settings with { Transit = At(0.2) }).ShouldBeFalse();
    }

    [Fact]
    public void A_call_of_nobody_known_is_excused_by_anybody_degraded() =>
        Check(Good().WithCall("a5", call => call with { Replica = null })).ShouldBeTrue();

    [Fact]
    public void Windows_that_never_end_last()
    {
        History open = Good() with { Degraded = [new DegradedWindow(0, At(600), null)] };
        Check(open.With(Denied(0, "a", "a5", 700, 700.1))).ShouldBeTrue();
        History lost = Good() with { Faults = [new FaultWindow("evictions", FaultEffects.LosesEntries, At(0), null)] };
        Check(lost.With(Call("x", "b", Verdict.Allow, 40, 41), Allowed(2, "b", "x", 42, 43))).ShouldBeTrue();
    }

    [Fact]
    public void A_history_that_contradicts_itself_is_refused_with_reasons()
    {
        History wrong = Good().With(Call("a1", "a", Verdict.Allow, 1, 2), Allowed(0, "b", "b2", 30, 29), new Purge(null, At(9), At(8)));
        string message = Should.Throw<ArgumentException>(() => ConsistencyChecker.Check(wrong, Settings)).Message;
        message.ShouldContain("Two calls have the answer id a1.");
        message.ShouldContain("A review of b ends at 29.000 s, before it began at 30.000 s.");
        message.ShouldContain("A purge ends at 8.000 s");
    }

    [Fact]
    public void An_empty_history_is_consistent_and_says_that_it_judged_nothing()
    {
        Report report = ConsistencyChecker.Check(new History(), Settings);
        report.IsConsistent.ShouldBeTrue();
        report.Coverage.ShouldBe(new Coverage(0, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Violations_beyond_the_limit_are_counted()
    {
        History many = Good().With([.. Enumerable.Range(0, 100).Select(i => Allowed(0, "f", null, i, i + 1))]);
        Report report = ConsistencyChecker.Check(many, Settings with { MaxDescribed = 7 });
        report.Counts[Rule.Supported].ShouldBe(100);
        report.Violations.Length.ShouldBe(7);
        report.Violations[0].At.ShouldBe(default);
    }

    private static bool Check(History history, CheckSettings? settings = null) => ConsistencyChecker.Check(history, settings ?? Settings).IsConsistent;
}
