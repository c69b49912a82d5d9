using System.Collections.Immutable;
using Nines.Environments.Costs;

namespace Nines.Tests.Environments.Costs;

/// <summary>The front against its definition: nothing in it is beaten, and everything outside it is.</summary>
public sealed class ParetoFrontTests
{
    [Fact]
    public void The_front_of_random_sets_is_that_of_brute_force()
    {
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            // Few values, so that equal costs and equal unavailabilities occur.
            (decimal Cost, double Down)[] all = [.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => ((decimal)random.Next(-3, 4), (double)random.Next(0, 5)))];

            ImmutableArray<(decimal Cost, double Down)> front = ParetoFront.Select(all, design => design.Cost, design => design.Down);

            (decimal, double)[] expected = [.. all.Distinct().Where(one => !all.Any(other => Beats(other, one))).Order()];
            front.ShouldBe(expected);
        }
    }

    [Fact]
    public void A_price_in_bands_charges_each_slice_at_its_own_price()
    {
        PriceBands bands = new([Band(0, 0m), Band(100, 0.087m), Band(10_335, 0.083m)]);

        bands.PerMonth(50).ShouldBe(0);
        bands.PerMonth(100).ShouldBe(0);
        bands.PerMonth(101).ShouldBe(0.087m);
        bands.PerMonth(20_000).ShouldBe(1_692.64m);
    }

    [Theory]
    [InlineData(PricePer.Hour, 73)]
    [InlineData(PricePer.Month, 0.1)]
    [InlineData(PricePer.Unit, 0.1)]
    public void A_month_has_730_hours(PricePer per, double expected) =>
        new PriceBands([Band(0, 0.1m) with { Per = per }]).PerMonth(1).ShouldBe((decimal)expected);

    private static bool Beats((decimal Cost, double Down) one, (decimal Cost, double Down) other) =>
        one.Cost <= other.Cost && one.Down <= other.Down && one != other;

    private static Price Band(decimal from, decimal amount) =>
        new("meter", "any", from, amount, PricePer.Unit, "2026-11-28", "test", Nines.Environments.Specs.Confidence.High);
}
