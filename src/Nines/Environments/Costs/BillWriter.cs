using System.Collections.Immutable;

namespace Nines.Environments.Costs;

/// <summary>Collects the lines of a bill: looks up each price, multiplies, rounds to cents, and names what is not known.</summary>
internal sealed class BillWriter(PriceCatalogue prices)
{
    private readonly ImmutableArray<BillLine>.Builder _lines = ImmutableArray.CreateBuilder<BillLine>();
    private readonly ImmutableArray<BillLine>.Builder _outside = ImmutableArray.CreateBuilder<BillLine>();
    private readonly List<string> _omitted = [];

    /// <summary>Adds a line for a quantity of a meter.</summary>
    /// <param name="id">Path of what is billed.</param>
    /// <param name="item">Display text.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="location">Azure location; empty for what is in none.</param>
    /// <param name="quantity">Units of the meter.</param>
    public void Add(string id, string item, string meter, string location, decimal quantity = 1)
    {
        PriceBands? bands = prices.Find(meter, location);
        _lines.Add(new BillLine(
            id, item, meter, location, quantity, bands?.First,
            bands is null ? null : Round(bands.PerMonth(quantity)),
            bands is null ? $"no price of {meter}{(location.Length == 0 ? "" : $" in {location}")}" : null));
    }

    /// <summary>Adds a line whose amount the file states.</summary>
    public void AddStated(string id, string item, decimal monthly, decimal quantity) =>
        _lines.Add(new BillLine(id, item, "stated", "", quantity, null, Round(monthly * quantity), null));

    /// <summary>Adds a line whose price depends on something that the file does not state.</summary>
    public void AddUnknown(string id, string item, string reason, decimal quantity = 1) =>
        _lines.Add(new BillLine(id, item, "unknown", "", quantity, null, null, reason));

    /// <summary>Adds what Azure does not bill, so that more of it is not taken for free.</summary>
    public void AddOutside(string id, string item, decimal quantity)
    {
        _outside.Add(new BillLine(id, item, "outside", "", quantity, null, null, "it is not a price of Azure"));
        Omit($"{item}.");
    }

    /// <summary>Names what is paid by use and not stated.</summary>
    public void Omit(string what)
    {
        if (!_omitted.Contains(what))
        {
            _omitted.Add(what);
        }
    }

    public Bill ToBill() => new(_lines.ToImmutable(), [.. _omitted], prices.Date) { Outside = _outside.ToImmutable() };

    private static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
