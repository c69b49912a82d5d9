using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits;

public sealed class ScoreTests
{
    [Fact]
    public void Nothing_found_is_a_hundred_and_only_that()
    {
        Score.Compute([], 0).ShouldBe(100);
        Score.Compute([], 5000).ShouldBe(100);
        Score.Compute([One(PairLossRule.Kind, "web")], 100_000).ShouldBe(99);
    }

    [Fact]
    public void The_formula_is_the_documented_one()
    {
        // Two of four workloads: one loses 1 - 0.5 * 0.8, the other 0.2; the cluster loses 4 for a warning, once.
        Finding[] findings =
        [
            One(DomainLossRule.Kind, "a"), One(MissingBudgetRule.Kind, "a"), One(MissingBudgetRule.Kind, "b"),
            Whole("zone"), Whole("update-domain"),
        ];
        Score.Compute(findings, 4).ShouldBe((int)((100 * (1 - ((0.6 + 0.2) / 4))) - 4));
    }

    [Fact]
    public void A_fix_never_lowers_the_score()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 300; trial++)
        {
            List<Finding> findings =
            [
                .. Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
                {
                    FindingKind kind = FindingRules.Kinds[random.Next(FindingRules.Kinds.Length)];
                    return random.Next(4) == 0 ? Whole("x") : One(kind, $"w{random.Next(4)}");
                }),
            ];
            int workloads = random.Next(0, 6);
            int before = Score.Compute(findings, workloads);
            int mended = random.Next(findings.Count);
            Finding worse = findings[mended];
            findings[mended] = worse with { Severity = worse.Severity == Severity.Note ? Severity.Note : worse.Severity - 1 };
            int milder = Score.Compute(findings, workloads);
            findings.RemoveAt(mended);
            int after = Score.Compute(findings, workloads);
            milder.ShouldBeGreaterThanOrEqualTo(before);
            after.ShouldBeGreaterThanOrEqualTo(milder);
            before.ShouldBeInRange(0, 99);
        }
    }

    private static Finding One(FindingKind kind, string name) => Finding.Create(kind, new ObjectName("Deployment", "shop", name), "");

    private static Finding Whole(string detail) => Finding.Create(OneDomainRule.Kind, new ObjectName("Cluster", "", "cluster"), "", detail);
}
