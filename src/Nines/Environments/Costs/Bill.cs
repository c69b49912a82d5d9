using System.Collections.Immutable;

namespace Nines.Environments.Costs;

/// <summary>One line of a bill: a quantity of one meter in one place.</summary>
/// <param name="Id">Path of what is billed: <c>weu.nodePools.apps</c>. Stable, so that two bills can be compared.</param>
/// <param name="Item">Display text: <c>Node pool apps, 6 x Standard_D4s_v5</c>.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Location">Azure location; empty for what is in none.</param>
/// <param name="Quantity">Units of the meter.</param>
/// <param name="Price">The first price of the meter; null when it is not known or was stated by the file.</param>
/// <param name="Monthly">US dollars a month, rounded to cents; null when it is not known.</param>
/// <param name="Unknown">The reason why it is not known; null when it is.</param>
public sealed record BillLine(
    string Id, string Item, string Meter, string Location, decimal Quantity, Price? Price, decimal? Monthly, string? Unknown);

/// <summary>The list price of an environment for a month of 730 hours, line by line.</summary>
/// <param name="Lines">In the order of the file. The total is the sum of the rounded lines, so that a reader can add the column.</param>
/// <param name="Omitted">What is paid by use and not stated, in words.</param>
/// <param name="CatalogueDate">Date of the price catalogue, ISO 8601.</param>
public sealed record Bill(ImmutableArray<BillLine> Lines, ImmutableArray<string> Omitted, string CatalogueDate)
{
    /// <summary>Things that Azure does not bill, such as devices on-premises. Not part of the total, but a design with more of them is not free.</summary>
    public ImmutableArray<BillLine> Outside { get; init; } = [];

    /// <summary>Sum of the lines whose price is known.</summary>
    public decimal Known => Lines.Sum(line => line.Monthly ?? 0);

    /// <summary>The lines whose price is not known.</summary>
    public IEnumerable<BillLine> Unknown => Lines.Where(line => line.Monthly is null);

    /// <summary>The sum of all lines; null when the price of one of them is not known.</summary>
    public decimal? Total => Unknown.Any() ? null : Known;
}

/// <summary>One item that two bills price differently.</summary>
/// <param name="Id">As in <see cref="BillLine"/>.</param>
/// <param name="Item">Display text of the later bill, or of the earlier one where the item is removed.</param>
/// <param name="Before">US dollars a month; null when it is not known.</param>
/// <param name="After">US dollars a month; null when it is not known.</param>
public sealed record BillLineChange(string Id, string Item, decimal? Before, decimal? After);

/// <summary>Difference of two bills.</summary>
/// <param name="Lines">Items whose price or unknown part differs, those of the later bill first.</param>
/// <param name="Monthly">US dollars a month; null when a price that changes is not known.</param>
/// <param name="Unknown">What of the difference is not known, in words.</param>
public sealed record BillChange(ImmutableArray<BillLineChange> Lines, decimal? Monthly, ImmutableArray<string> Unknown)
{
    /// <summary>Compares two bills item by item. A price that is unknown in both for the same quantity does not make the difference unknown.</summary>
    public static BillChange Between(Bill before, Bill after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ILookup<string, BillLine> was = before.Lines.Concat(before.Outside).ToLookup(line => line.Id, StringComparer.Ordinal);
        ILookup<string, BillLine> now = after.Lines.Concat(after.Outside).ToLookup(line => line.Id, StringComparer.Ordinal);
        var lines = ImmutableArray.CreateBuilder<BillLineChange>();
        var unknown = ImmutableArray.CreateBuilder<string>();
        foreach (string id in now.Concat(was).SelectMany(lines => lines).Select(line => line.Id).Distinct(StringComparer.Ordinal))
        {
            BillLine[] open = [.. Open(now[id], was[id])];
            open = open.Length > 0 ? open : [.. Open(was[id], now[id])];
            decimal known = Known(now[id]) - Known(was[id]);
            if (open.Length == 0 && known == 0)
            {
                continue;
            }

            unknown.AddRange(open.Select(line => $"{line.Item}: {line.Unknown}").Distinct(StringComparer.Ordinal));
            lines.Add(new BillLineChange(id, (now[id].FirstOrDefault() ?? was[id].First()).Item, Sum(was[id]), Sum(now[id])));
        }

        return new BillChange(
            lines.ToImmutable(), unknown.Count > 0 ? null : after.Known - before.Known, [.. unknown.Distinct(StringComparer.Ordinal)]);
    }

    private static IEnumerable<BillLine> Open(IEnumerable<BillLine> lines, IEnumerable<BillLine> others) => lines
        .Where(line => line.Monthly is null && !others.Any(other =>
            other.Monthly is null && other.Meter == line.Meter && other.Location == line.Location && other.Quantity == line.Quantity));

    private static decimal Known(IEnumerable<BillLine> lines) => lines.Sum(line => line.Monthly ?? 0);

    private static decimal? Sum(IEnumerable<BillLine> lines) => lines.Any(line => line.Monthly is null) ? null : Known(lines);
}
