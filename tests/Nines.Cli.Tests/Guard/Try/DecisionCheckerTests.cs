using Nines.Cli.Verbs.Guard.Demo;
using Nines.Testing;

namespace Nines.Cli.Tests.Guard.Try;

public sealed class JudgeTests
{
    private static readonly Ask s_developer = Ask.All.First(ask => ask.EndsWithRole);
    private static readonly Ask s_stranger = Ask.All.First(ask => !ask.IsAllowed);
    private static readonly TimeSpan s_maxAge = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Constant_permissions_are_checked_at_any_time()
    {
        var judge = new DecisionChecker(s_maxAge, _clock);
        judge.IsRight(s_stranger, isAllowed: false, Now, Now).ShouldBeTrue();
        judge.IsRight(s_stranger, isAllowed: true, Now, Now).ShouldBeFalse();
        judge.IsRight(s_developer, isAllowed: true, Now, Now).ShouldBeTrue();
        judge.IsRight(s_developer, isAllowed: false, Now, Now).ShouldBeFalse();
        judge.TakenAt.ShouldBeNull();
    }

    [Fact]
    public void A_role_that_went_may_say_yes_for_as_long_as_answers_are_kept_and_not_longer()
    {
        var judge = new DecisionChecker(s_maxAge, _clock);
        long before = Now;
        _clock.Advance(TimeSpan.FromSeconds(1));
        judge.TakeRole(() => { });
        judge.IsRight(s_developer, isAllowed: false, before, Now).ShouldBeTrue("it was under way when the role went");
        judge.IsRight(s_developer, isAllowed: false, before, before).ShouldBeFalse("the role was there still");
        _clock.Advance(s_maxAge);
        judge.IsRight(s_developer, isAllowed: true, Now, Now).ShouldBeTrue();
        long sent = Now;
        _clock.Advance(TimeSpan.FromSeconds(1));
        judge.IsRight(s_developer, isAllowed: true, sent, Now).ShouldBeTrue("it was asked in time");
        judge.IsRight(s_developer, isAllowed: true, Now, Now).ShouldBeFalse();
        judge.IsRight(s_developer, isAllowed: false, Now, Now).ShouldBeTrue();
        judge.IsRight(s_stranger, isAllowed: false, Now, Now).ShouldBeTrue();
    }

    [Fact]
    public void Two_versions_of_one_decision_at_once_are_counted_and_one_after_the_other_are_not()
    {
        var tally = new Tally(_clock);
        Serve(tally, "a", "v1", 0, at: 1);
        Serve(tally, "a", "v1", 1, at: 2);
        Serve(tally, "a", "v2", 1, at: 3);
        Serve(tally, "b", "w1", 0, at: 3);
        tally.Splits(long.MaxValue, long.MaxValue).ShouldBe(0);
        (tally.Versions, tally.SharedVersions).ShouldBe((3, 1));

        Serve(tally, "a", "v1", 2, at: 5);
        tally.Splits(long.MaxValue, long.MaxValue).ShouldBe(1);
        tally.Splits(long.MinValue, long.MaxValue).ShouldBe(0, "all of it is in the time that does not count");
    }

    [Fact]
    public void Wrong_answers_and_none_are_counted_apart()
    {
        var tally = new Tally(_clock);
        tally.Add(Outcome(true, isRight: true, asked: 1), isDecision: true);
        tally.Add(Outcome(false, isRight: false, asked: 1), isDecision: true);
        tally.Add(Outcome(true, isRight: true, asked: 3), isDecision: true);
        tally.Add(Outcome(null, isRight: null, asked: 5), isDecision: true);
        tally.Add(Outcome(true, isRight: true, asked: 1), isDecision: false);
        (tally.Reviews, tally.Decisions, tally.Wrong, tally.Unanswered, tally.AskedAgain).ShouldBe((5, 3, 1, 1, 1));
        tally.Sources.Single().Count.ShouldBe(2);
    }

    private long Now => _clock.GetTimestamp();

    private static Outcome Outcome(bool? isYes, bool? isRight, int asked) =>
        new("who", "what", 0, 10, new GuardAnswer(0, 200, [], "near-cache", "", asked, null), isYes, "", isRight);

    private static void Serve(Tally tally, string what, string version, int replica, long at) =>
        tally.Add(new Outcome("who", what, at * 10, (at * 10) + 1, new GuardAnswer(replica, 200, [], "shared-cache", version, 1, null), true, "", true), isDecision: true);
}
