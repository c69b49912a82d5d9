using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Costs;

/// <summary>What a price is paid for.</summary>
public enum PricePer
{
    Hour,
    Day,
    Month,

    /// <summary>A unit of use, such as a gigabyte or 10,000 requests.</summary>
    Unit,
}

/// <summary>One list price in US dollars.</summary>
/// <param name="Meter">Name of nines for the meter: <c>aks.standard</c>, <c>vm.Standard_D4s_v5</c>.</param>
/// <param name="Region">Azure location, <c>Zone 1</c> to <c>Zone 3</c>, <c>Global</c>, or <c>any</c>.</param>
/// <param name="From">Quantity in a month above which this price is paid; 0 for the first band.</param>
/// <param name="Amount">US dollars.</param>
/// <param name="Per">What it is paid for.</param>
/// <param name="Date">Date on which it was read, ISO 8601.</param>
/// <param name="Source">Source that the catalogue or the file names.</param>
/// <param name="Confidence">Confidence in it.</param>
public sealed record Price(
    string Meter, string Region, decimal From, decimal Amount, PricePer Per, string Date, string Source, Confidence Confidence);

/// <summary>The prices of one meter in one region, lowest band first.</summary>
public sealed record PriceBands(ImmutableArray<Price> Bands)
{
    private const decimal HoursPerMonth = 730;

    /// <summary>The first price.</summary>
    public Price First => Bands[0];

    /// <summary>The price of a quantity for a month of 730 hours: each slice at the price of its band. Not rounded.</summary>
    public decimal PerMonth(decimal quantity)
    {
        decimal sum = 0;
        for (int i = 0; i < Bands.Length; i++)
        {
            decimal top = i + 1 < Bands.Length ? Math.Min(quantity, Bands[i + 1].From) : quantity;
            sum += Math.Max(0, top - Bands[i].From) * Bands[i].Amount * Units(Bands[i].Per);
        }

        return sum;
    }

    private static decimal Units(PricePer per) => per switch
    {
        PricePer.Hour => HoursPerMonth,
        PricePer.Day => HoursPerMonth / 24,
        _ => 1,
    };
}

/// <summary>List prices by meter and region. Immutable.</summary>
public sealed class PriceCatalogue
{
    // Not a frozen dictionary: to build one for 2,300 prices costs more than the few lookups of a run save.
    private readonly Dictionary<(string Meter, string Region), ImmutableArray<Price>> _bands = [];

    /// <param name="date">Date of the catalogue, ISO 8601.</param>
    /// <param name="prices">The prices, each meter, region and band once.</param>
    public PriceCatalogue(string date, IEnumerable<Price> prices)
    {
        Date = date;
        foreach (Price price in prices)
        {
            (string, string) key = (price.Meter, price.Region);
            _bands[key] = _bands.TryGetValue(key, out ImmutableArray<Price> known) ? [.. known.Append(price).OrderBy(band => band.From)] : [price];
        }
    }

    /// <summary>Currency of every price.</summary>
    public static string Currency => "USD";

    /// <summary>Date of the catalogue, ISO 8601.</summary>
    public string Date { get; }

    /// <summary>Every price, in no order.</summary>
    public IEnumerable<Price> Prices => _bands.Values.SelectMany(bands => bands);

    /// <summary>This catalogue with prices that replace those of the same meter and region, or are added.</summary>
    public PriceCatalogue With(PriceCatalogue own) => new(
        string.CompareOrdinal(own.Date, Date) > 0 ? own.Date : Date,
        _bands.Where(entry => !own._bands.ContainsKey(entry.Key)).SelectMany(entry => entry.Value).Concat(own.Prices));

    /// <summary>
    /// The price of a meter in an Azure location: that of the location itself, else of its billing zone, else the one that every location has.
    /// Null when none is known.
    /// </summary>
    public PriceBands? Find(string meter, string location)
    {
        foreach (string region in (ReadOnlySpan<string>)[location, BillingZones.Of(location) ?? location, "Global", "any"])
        {
            if (_bands.TryGetValue((meter, region), out ImmutableArray<Price> bands))
            {
                return new PriceBands(bands);
            }
        }

        return null;
    }
}

/// <summary>The zones by which Azure bills traffic, circuits and Front Door.</summary>
public static class BillingZones
{
    /// <summary><c>Zone 1</c>, 2 or 3; null for a location that is not known.</summary>
    public static string? Of(string location) => location switch
    {
        "eastus" or "eastus2" or "westus" or "westus2" or "westus3" or "centralus" or "northcentralus" or "southcentralus" or "westcentralus"
            or "canadacentral" or "canadaeast" or "mexicocentral" or "westeurope" or "northeurope" or "uksouth" or "ukwest" or "swedencentral" or "germanywestcentral"
            or "germanynorth" or "francecentral" or "francesouth" or "switzerlandnorth" or "switzerlandwest" or "norwayeast" or "norwaywest"
            or "italynorth" or "polandcentral" or "spaincentral" => "Zone 1",
        "southeastasia" or "eastasia" or "japaneast" or "japanwest" or "australiaeast" or "australiasoutheast" or "australiacentral"
            or "centralindia" or "southindia" or "westindia" or "koreacentral" or "koreasouth" => "Zone 2",
        "brazilsouth" or "brazilsoutheast" or "southafricanorth" or "southafricawest" or "uaenorth" or "uaecentral" => "Zone 3",
        _ => null,
    };
}
