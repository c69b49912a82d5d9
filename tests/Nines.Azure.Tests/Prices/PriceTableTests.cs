using Nines.Azure.Catalogue;
using Nines.Azure.Prices;
using Nines.Environments.Costs;

namespace Nines.Azure.Tests.Prices;

/// <summary>The embedded prices against the figures that decide an environment, and against themselves.</summary>
public sealed class PriceTableTests
{
    [Theory]
    [InlineData("aks.standard", "westeurope", 73.00)]
    [InlineData("aks.premium", "japaneast", 438.00)]
    [InlineData("vm.Standard_D4s_v5", "eastus", 140.16)]
    [InlineData("vm.Standard_D4s_v5", "westeurope", 167.90)]
    [InlineData("vm.Standard_F2s_v2", "westeurope", 70.81)]
    [InlineData("frontdoor.premium.base", "westeurope", 330)]
    [InlineData("er.circuit.standard.metered.10gbps", "uksouth", 3400)]
    [InlineData("disk.P10-LRS", "westeurope", 21.68)]
    [InlineData("disk.P10-ZRS", "westeurope", 32.52)]
    [InlineData("disk.P10-LRS", "eastus", 19.71)]
    public void A_month_costs_what_was_published(string meter, string location, double expected) =>
        Math.Round(PriceTable.Default.Find(meter, location)!.PerMonth(1), 2, MidpointRounding.AwayFromZero).ShouldBe((decimal)expected);

    [Theory]
    [InlineData("vm.Standard_D4s_v5", "polandnorth")]
    [InlineData("frontdoor.standard.base", "japaneast")]
    [InlineData("er.circuit.standard.metered.1gbps", "brazilsouth")]
    [InlineData("firewall.standard", "westeurope")]
    public void A_price_that_was_read_elsewhere_is_not_known_here(string meter, string location) => PriceTable.Default.Find(meter, location).ShouldBeNull();

    [Fact]
    public void Prices_of_a_size_family_are_proportional_to_their_vCPUs()
    {
        foreach (string region in (string[])["eastus", "westeurope", "japaneast"])
        {
            Hourly("Standard_D4s_v5", region).ShouldBe(2 * Hourly("Standard_D2s_v5", region), 0.002m);
            Hourly("Standard_D4as_v5", region).ShouldBe(2 * Hourly("Standard_D2as_v5", region), 0.002m);
            Hourly("Standard_D8s_v5", region).ShouldBe(4 * Hourly("Standard_D2s_v5", region), 0.002m);
        }

        static decimal Hourly(string size, string region) => PriceTable.Default.Find($"vm.{size}", region)!.First.Amount;
    }

    [Fact]
    public void Every_price_has_a_date_a_source_and_a_size_that_exists()
    {
        Price[] prices = [.. PriceTable.Default.Prices];

        prices.Length.ShouldBeGreaterThan(2_000);
        prices.ShouldAllBe(price => price.Date.Length == 10 && price.Source.Length > 0 && price.Amount >= 0);
        prices.Where(price => price.Meter.StartsWith("vm.", StringComparison.Ordinal)).ShouldAllBe(price => price.Amount > 0);
        prices.Where(price => price.Meter.StartsWith("vm.", StringComparison.Ordinal)).Select(price => price.Meter[3..]).Distinct()
            .Where(size => VmSizeTable.Default.Find(size) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_meter_of_the_table_can_be_refreshed_and_every_meter_has_a_price()
    {
        HashSet<string> known = [.. PriceMeter.All.Select(meter => meter.Id)];
        string[] fixedMeters =
        [
            .. PriceTable.Default.Prices.Select(price => price.Meter).Distinct()
                .Where(meter => !meter.StartsWith("vm.", StringComparison.Ordinal) && !meter.StartsWith("disk.", StringComparison.Ordinal) && !meter.StartsWith("storage.", StringComparison.Ordinal)),
        ];

        // The Free tier has no row: its absence is the price.
        fixedMeters.Where(meter => !known.Contains(meter)).ShouldBe(["aks.free"]);
        known.Where(meter => !fixedMeters.Contains(meter)).ShouldBeEmpty();
    }

    [Fact]
    public void The_queries_of_a_region_are_encoded_and_cover_every_service()
    {
        string[] addresses = [.. PriceQueries.Create("westeurope", ["Standard_D4s_v5"])];

        addresses.ShouldAllBe(address => address.StartsWith("https://prices.azure.com/api/retail/prices?", StringComparison.Ordinal) && !address.Contains(' ') && !address.Contains('\''));
        foreach (string service in PriceMeter.All.Select(meter => meter.Service).Append("Virtual Machines").Append("Storage").Distinct())
        {
            addresses.Count(address => Uri.UnescapeDataString(address).Contains($"serviceName eq '{service}' and", StringComparison.Ordinal)).ShouldBe(1, service);
        }

        Uri.UnescapeDataString(addresses[^1]).ShouldContain("armSkuName eq 'Standard_D4s_v5'");
    }
}
