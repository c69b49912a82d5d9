using Nines.Testing.Consistency;
using static Nines.Testing.Tests.Consistency.Written;

namespace Nines.Testing.Tests.Consistency;

/// <summary>One history that is right, and each way to spoil it.</summary>
public sealed class WrittenHistoryTests
{
    public static TheoryData<string> Names => [.. Spoilt.Keys];

    [Fact]
    public void The_good_history_is_consistent_and_judges_something()
    {
        Report report = ConsistencyChecker.Check(Good(), Settings);
        report.ToString().ShouldStartWith("18 reviews answered, 17 decided (1 degraded, 10 from caches) on 3 keys; 6 calls to Azure and 1 failed ones.");
        report.IsConsistent.ShouldBeTrue(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spoilt_history_breaks_the_rule(string name)
    {
        (Rule[] rules, Func<History, History> spoil, string telling) = Spoilt[name];
        Report report = ConsistencyChecker.Check(spoil(Good()), Settings);
        report.Counts.Keys.Order().ShouldBe(rules.Order(), report.ToString());
        report.ToString().ShouldContain(telling);
    }

    private static readonly Dictionary<string, (Rule[] Rules, Func<History, History> Spoil, string Telling)> Spoilt = new()
    {
        ["an allow on an answer that nobody gave"] = (
            [Rule.Supported], h => h.WithReview("a", 100, r => r with { AnswerId = "zz" }), "replica 2 answered allow for a (near, answer zz) between 100.000 s and 100.001 s, but Azure gave no such answer."),
        ["an allow that names no answer"] = (
            [Rule.Supported], h => h.WithReview("a", 100, r => r with { AnswerId = null }), "it names no answer of Azure"),
        ["an allow of the guard's own"] = (
            [Rule.Supported], h => h.With(Allowed(0, "c", null, 5, 5.01, "local")), "it names no answer of Azure"),
        ["a refusal that names no answer"] = (
            [Rule.NoCachedErrors], h => h.With(Denied(0, "d", null, 5, 5.01, "near")), "it names no answer of Azure"),
        ["a refusal on an answer that nobody gave"] = (
            [Rule.NoCachedErrors], h => h.With(Denied(0, "d", "zz", 5, 5.01, "near")), "Azure gave no such answer"),
        ["the answer to another question"] = (
            [Rule.Supported], h => h.WithReview("a", 100, r => r with { AnswerId = "b2" }), "that is the answer to another question, b"),
        ["allowed where Azure refused"] = (
            [Rule.Supported], h => h.WithReview("a", 312, r => r with { Verdict = Verdict.Allow }), "Azure said otherwise"),
        ["refused where Azure allowed"] = (
            [Rule.Supported], h => h.WithReview("a", 100, r => r with { Verdict = Verdict.NotAllowed }), "Azure said otherwise"),
        ["a failure served as a refusal"] = (
            [Rule.NoCachedErrors], h => h.With(Denied(0, "b", "b1", 20.8, 20.81)), "that call failed"),
        ["a failure served as an allow"] = (
            [Rule.NoCachedErrors], h => h.With(Allowed(0, "b", "b1", 20.8, 20.81)), "that call failed"),
        ["an answer before its question"] = (
            [Rule.Supported], h => h.With(Allowed(1, "a", "a1", 8, 8.01)), "Azure was asked only afterwards"),
        ["an answer served after its end"] = (
            [Rule.Fresh], h => h.With(Allowed(2, "a", "a1", 310.001, 310.01)), "had run out at 310.000 s, 0.001 s before the review began"),
        ["a long time to live taken at its word"] = (
            [Rule.Fresh], h => h.WithCall("a1", c => c with { Ttl = At(600) }).With(Allowed(2, "a", "a1", 310.5, 310.6)), "good for 600.000 s) had run out at 310.000 s"),
        ["a short time to live ignored"] = (
            [Rule.Fresh], h => h.WithCall("a1", c => c with { Ttl = At(60) }), "had run out at 70.000 s"),
        ["a time to live of nothing ignored"] = (
            [Rule.Fresh], h => h.WithCall("b2", c => c with { Ttl = default }), "had run out at 21.000 s"),
        ["an older version after a newer one"] = (
            [Rule.OneVersion], h => h.With(Allowed(2, "a", "a3", 510, 510.01)), "which is the newer answer a4"),
        ["an older version of the same replica"] = (
            [Rule.OneVersion], h => h.With(Allowed(1, "a", "a3", 510, 510.01)), "which is the newer answer a4"),
        ["a lost cache that nobody lost"] = (
            [Rule.OneVersion, Rule.CallsPerKey], h => h with { Faults = [] }, "Between the two nothing was purged or lost"),
        ["a fault that does not lose entries"] = (
            [Rule.OneVersion],
            h => h with { Faults = [new FaultWindow("SIGSTOP", FaultEffects.PreventsSharing, At(500), At(500.1))] },
            "a4"),
        ["a second version without a purge"] = (
            [Rule.OneVersion, Rule.CallsPerKey], h => h with { Purges = [] }, "the version before it, answer a2"),
        ["a purge of another key"] = (
            [Rule.OneVersion, Rule.CallsPerKey], h => h with { Purges = [new Purge("b", At(400), At(400.05))] }, "the version before it, answer a2"),
        ["a purge that one replica did not hear of"] = (
            [Rule.Purged], h => h.With(Denied(0, "a", "a2", 400.06, 400.07)), "but everything was purged between 400.000 s and 400.050 s"),
        ["a purge of a key that one replica did not hear of"] = (
            [Rule.Purged], h => h.With(new Purge("b", At(30), At(30.1)), Allowed(0, "b", "b2", 30.2, 30.3)), "but b was purged between 30.000 s and 30.100 s"),
        ["a purge undone by an answer on its way"] = (
            [Rule.Purged],
            h => h.With(Call("e1", "e", Verdict.Allow, 399.9, 400.2), Allowed(1, "e", "e1", 402, 402.1)),
            "answer e1 (allow, asked for at 399.900 s"),
        ["a later purge that began before an earlier one"] = (
            [Rule.OneVersion, Rule.Purged],
            h => h.With(new Purge(null, At(399.5), At(420)), Denied(0, "a", "a2", 430, 430.01)),
            "between 400.000 s and 400.050 s"),
        ["an answer of one's own without being degraded"] = (
            [Rule.OneVersion, Rule.CallsPerKey], h => h with { Degraded = [] }, "a5"),
        ["an answer of one's own while another was degraded"] = (
            [Rule.OneVersion], h => h with { Degraded = [new DegradedWindow(2, At(600), At(610))] }, "a5"),
        ["an answer of one's own kept when no longer degraded"] = (
            [Rule.OneVersion], h => h.WithReview("a", 620, _ => Denied(0, "a", "a5", 620, 620.01)), "which is the newer answer a5"),
        ["asked again by another replica"] = (
            [Rule.CallsPerKey], h => h.With(Call("x", "a", Verdict.Allow, 15, 15.01, replica: 1)), "Azure was asked for a 2 times where 1 would do"),
        ["asked twice at the same moment"] = (
            [Rule.CallsPerKey], h => h.With(Call("x", "a", Verdict.Allow, 10.001, 10.03, replica: 2)), "asked for at 10.001 s by replica 2"),
        ["asked too often while degraded"] = (
            [Rule.CallsPerKey],
            h => h.With(Call("x", "a", Verdict.Allow, 605, 605.01, replica: 0)),
            "Azure was asked for a 2 times where 1 would do for replica 0 alone"),
        ["asked too often by nobody known while one was degraded"] = (
            [Rule.CallsPerKey],
            h => h.With([.. Enumerable.Range(0, 5).Select(i => Call($"x{i}", "a", Verdict.Allow, 602 + i, 602.01 + i))]),
            "Azure was asked for a 5 times where 4 would do"),
        ["asked twice by those that share while another was degraded"] = (
            [Rule.CallsPerKey],
            h => h.With(Call("x", "a", Verdict.Allow, 602, 602.01, replica: 1), Call("y", "a", Verdict.Allow, 603, 603.01, replica: 2)),
            "Azure was asked for a 2 times where 1 would do;"),
        ["asked too often while replicas cannot share"] = (
            [Rule.CallsPerKey],
            h => h.With([new FaultWindow("lease", FaultEffects.PreventsSharing, At(9), At(12)), .. Enumerable.Range(0, 3).Select(i => Call($"x{i}", "a", Verdict.Allow, 10.1 + i, 10.2 + i))]),
            "Azure was asked for a 4 times where 3 would do"),
    };
}
