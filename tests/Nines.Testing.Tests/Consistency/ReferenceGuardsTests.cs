using FsCheck;
using FsCheck.Fluent;
using Nines.Testing.Consistency;

namespace Nines.Testing.Tests.Consistency;

/// <summary>Histories of guards that are right by construction pass; those of guards with one bug do not.</summary>
public sealed class ReferenceGuardsTests
{
    private static readonly CheckSettings Settings = new() { Replicas = ReferenceGuards.Replicas };

    [Fact]
    public void Right_guards_are_found_consistent() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Report report = ConsistencyChecker.Check(new ReferenceGuards(seed).Run(), Settings);
            report.IsConsistent.ShouldBeTrue($"seed {seed}\n{report}");
            report.Coverage.SharedDecisions.ShouldBeGreaterThan(1000);
            report.Coverage.DegradedDecisions.ShouldBeGreaterThan(100);
            report.Coverage.FailedCalls.ShouldBeGreaterThan(2);
        }).Check(Config.QuickThrowOnFailure.WithReplay(3, 5).WithMaxTest(60));

    [Theory]
    [InlineData(Bug.SlidingTtl, Rule.Fresh)]
    [InlineData(Bug.IgnoresTtl, Rule.Fresh)]
    [InlineData(Bug.IgnoresMaxAge, Rule.Fresh)]
    [InlineData(Bug.MissesPurges, Rule.Purged)]
    [InlineData(Bug.MissesLosses, Rule.OneVersion)]
    [InlineData(Bug.StoresErrors, Rule.NoCachedErrors)]
    [InlineData(Bug.AllowsOnError, Rule.Supported)]
    [InlineData(Bug.DoesNotCoalesce, Rule.CallsPerKey)]
    [InlineData(Bug.JoinsKeys, Rule.Supported)]
    [InlineData(Bug.DoesNotShare, Rule.OneVersion)]
    [InlineData(Bug.DoesNotShare, Rule.CallsPerKey)]
    [InlineData(Bug.StoresAfterPurge, Rule.Purged)]
    [InlineData(Bug.KeepsItsOwn, Rule.OneVersion)]
    public void Guards_with_a_bug_are_caught_by_the_rule_that_it_breaks(Bug bug, Rule rule)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Report report = ConsistencyChecker.Check(new ReferenceGuards(seed, bug).Run(), Settings);
            report.Counts.ShouldContainKey(rule, $"seed {seed}\n{report}");
        }
    }

    [Fact]
    public void One_decision_spoilt_among_thousands_is_caught() =>
        Prop.ForAll((from seed in Gen.Choose(0, 1000) from pick in Gen.Choose(0, int.MaxValue) from how in Gen.Choose(0, 3) select (seed, pick, how)).ToArbitrary(), given =>
        {
            History history = new ReferenceGuards(given.seed).Run();
            Random random = new(given.pick);
            int[] decisions = [.. Enumerable.Range(0, history.Reviews.Length).Where(i => history.Reviews[i].AnswerId is not null)];
            int at = decisions[random.Next(decisions.Length)];
            Review review = history.Reviews[at];
            (Review spoilt, Rule rule) = Spoil(history, review, given.how, random);
            Report report = ConsistencyChecker.Check(history with { Reviews = history.Reviews.SetItem(at, spoilt) }, Settings);
            report.Counts.ShouldContainKey(rule, $"{review} made {spoilt}\n{report}");
        }).Check(Config.QuickThrowOnFailure.WithReplay(7, 9).WithMaxTest(60));

    [Fact]
    public void A_long_history_is_judged_in_one_sweep()
    {
        // Anything quadratic would take days over a third of a million reviews of one key.
        const int Count = 330_000;
        History history = new()
        {
            Calls = [.. Enumerable.Range(0, Count / 100).Select(i => Written.Call($"v{i}", "k", Verdict.Allow, i, i + 0.001, ttl: 1))],
            Reviews = [.. Enumerable.Range(0, Count).Select(i => Written.Allowed(i % 3, "k", $"v{i / 100}", (i / 100.0) + 0.0005, (i / 100.0) + 0.01))],
            Purges = [.. Enumerable.Range(0, 1000).Select(i => new Purge("k", Written.At(i), Written.At(i + 0.0001)))],
        };
        ConsistencyChecker.Check(history, Settings).IsConsistent.ShouldBeTrue();
    }

    private static (Review Spoilt, Rule Rule) Spoil(History history, Review review, int how, Random random)
    {
        AzureCall[] others = [.. history.Calls.Where(call => call.Verdict != Verdict.Error && call.Key != review.Key)];
        AzureCall[] failed = [.. history.Calls.Where(call => call.Verdict == Verdict.Error)];
        AzureCall[] expired = [.. history.Calls.Where(call => call.Verdict != Verdict.Error && call.Key == review.Key && call.Sent + TimeSpan.FromMinutes(5) < review.Invoked)];
        return how switch
        {
            0 => (review with { AnswerId = others[random.Next(others.Length)].AnswerId }, Rule.Supported),
            1 => (review with { AnswerId = failed[random.Next(failed.Length)].AnswerId }, Rule.NoCachedErrors),
            2 when expired.Length > 0 => Expired(review, expired[random.Next(expired.Length)]),
            _ => (review with { Verdict = review.Verdict == Verdict.Allow ? Verdict.NotAllowed : Verdict.Allow }, Rule.Supported),
        };
    }

    private static (Review Spoilt, Rule Rule) Expired(Review review, AzureCall call) => (review with { AnswerId = call.AnswerId, Verdict = call.Verdict }, Rule.Fresh);
}
