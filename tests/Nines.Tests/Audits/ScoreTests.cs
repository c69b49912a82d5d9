using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Clusters;

namespace Nines.Tests.Audits;

public sealed class ScoreTests
{
    [Fact]
    public void Nothing_found_is_a_hundred_and_only_that()
    {
        Score.Of([], 0).ShouldBe(100);
        Score.Of([], 5000).ShouldBe(100);
        Score.Of([One(ExposureCatalogue.PairLoss, "web")], 100_000).ShouldBe(99);
    }

    [Fact]
    public void The_formula_is_the_documented_one()
    {
        // Two of four workloads: one loses 1 - 0.5 * 0.8, the other 0.2; the cluster loses 4 for a warning, once.
        Exposure[] exposures =
        [
            One(ExposureCatalogue.DomainLoss, "a"), One(ExposureCatalogue.NoBudget, "a"), One(ExposureCatalogue.NoBudget, "b"),
            Whole("zone"), Whole("update-domain"),
        ];
        Score.Of(exposures, 4).ShouldBe((int)((100 * (1 - ((0.6 + 0.2) / 4))) - 4));
    }

    [Fact]
    public void Mending_never_lowers_it()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 300; trial++)
        {
            List<Exposure> exposures =
            [
                .. Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
                {
                    ExposureKind kind = ExposureCatalogue.All[random.Next(ExposureCatalogue.All.Length)];
                    return random.Next(4) == 0 ? Whole("x") : One(kind, $"w{random.Next(4)}");
                }),
            ];
            int workloads = random.Next(0, 6);
            int before = Score.Of(exposures, workloads);
            int mended = random.Next(exposures.Count);
            Exposure worse = exposures[mended];
            exposures[mended] = worse with { Severity = worse.Severity == Severity.Note ? Severity.Note : worse.Severity - 1 };
            int milder = Score.Of(exposures, workloads);
            exposures.RemoveAt(mended);
            int after = Score.Of(exposures, workloads);
            milder.ShouldBeGreaterThanOrEqualTo(before);
            after.ShouldBeGreaterThanOrEqualTo(milder);
            before.ShouldBeInRange(0, 99);
        }
    }

    private static Exposure One(ExposureKind kind, string name) => Exposure.Of(kind, new ObjectName("Deployment", "shop", name), "");

    private static Exposure Whole(string detail) => Exposure.Of(ExposureCatalogue.OneDomain, new ObjectName("Cluster", "", "cluster"), "", detail);
}
