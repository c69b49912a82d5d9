using FsCheck;
using FsCheck.Fluent;
using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_those_of_the_sorted_values_or_up_to_one_part_in_128_more()
    {
        Gen<long> ticks = from bits in Gen.Choose(0, 33) from value in Gen.Choose(0, int.MaxValue) select (long)value % (1L << bits);
        Gen<(long[] Values, int PerMille)> cases = from values in Gen.NonEmptyListOf(ticks) from share in Gen.Choose(1, 1000) select (values.ToArray(), share);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            LatencyHistogram histogram = Of(given.Values);
            long exact = given.Values.Order().ElementAt((int)Math.Ceiling(given.PerMille / 1000.0 * given.Values.Length) - 1);
            long found = histogram.Quantile(given.PerMille / 1000.0).Ticks;
            found.ShouldBeInRange(exact, exact + (exact / 128) + 1);
        }).Check(Config.QuickThrowOnFailure.WithReplay(11, 13).WithMaxTest(1000));
    }

    [Fact]
    public void Merged_histograms_are_the_histogram_of_all()
    {
        long[] one = [1, 5_000, 70_000, 900_000_000];
        long[] two = [3, 5_001, 80_000_000];
        LatencyHistogram merged = Of(one);
        merged.Merge(Of(two));
        LatencyHistogram all = Of([.. one, .. two]);
        merged.Count.ShouldBe(7);
        merged.Max.ShouldBe(all.Max);
        foreach (double share in new[] { 0.01, 0.3, 0.5, 0.9, 1 })
        {
            merged.Quantile(share).ShouldBe(all.Quantile(share));
        }
    }

    [Fact]
    public void Nothing_and_extremes_have_quantiles_too()
    {
        new LatencyHistogram().Quantile(0.99).ShouldBe(TimeSpan.Zero);
        LatencyHistogram histogram = Of([-5, TimeSpan.TicksPerDay]);
        histogram.Quantile(0.5).ShouldBe(TimeSpan.Zero);
        histogram.Max.ShouldBe(TimeSpan.FromDays(1));
        histogram.Quantile(1).ShouldBeGreaterThan(TimeSpan.FromMinutes(18));
    }

    private static LatencyHistogram Of(long[] ticks)
    {
        LatencyHistogram histogram = new();
        foreach (long value in ticks)
        {
            histogram.Add(TimeSpan.FromTicks(value));
        }

        return histogram;
    }
}
