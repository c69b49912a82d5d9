using System.Collections.Immutable;

namespace Nines.Azure.Prices;

/// <summary>The requests to the Retail Prices API whose answers hold every price that nines uses in a region.</summary>
public static class PriceQueries
{
    private const string Address = "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&currencyCode='USD'&$filter=";

    /// <param name="region">Azure location.</param>
    /// <param name="sizes">VM sizes; empty for all of the region.</param>
    /// <returns>Addresses, percent-encoded.</returns>
    public static ImmutableArray<string> Create(string region, ImmutableArray<string> sizes)
    {
        IEnumerable<string> services = PriceMeter.All.Select(meter => meter.Service).Append("Storage").Distinct().Order(StringComparer.Ordinal);
        return
        [
            .. services.Select(service => Encode($"serviceName eq '{service}' and {Where(region)} and priceType eq 'Consumption'")),
            .. (sizes.IsEmpty ? [""] : sizes.Select(size => $" and armSkuName eq '{size}'"))
                .Select(size => Encode($"serviceName eq 'Virtual Machines' and armRegionName eq '{region}' and priceType eq 'Consumption'{size}")),
        ];
    }

    // Some meters are in no region, or in one of the zones by which Azure bills traffic.
    private static string Where(string region) =>
        $"(armRegionName eq '{region}' or armRegionName eq 'Global' or armRegionName eq '{Environments.Costs.BillingZones.Of(region) ?? "Zone 1"}')";

    private static string Encode(string filter) => Address.Replace("'", "%27", StringComparison.Ordinal) + Uri.EscapeDataString(filter);
}
