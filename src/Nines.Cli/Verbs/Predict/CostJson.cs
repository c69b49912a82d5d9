using System.Text.Json.Serialization;
using Nines.Environments.Advice;
using Nines.Environments.Costs;
using Nines.Reliability;

namespace Nines.Cli.Verbs.Predict;

/// <summary>A bill. Amounts are in US dollars a month of 730 hours.</summary>
/// <param name="Total">Null when a price is not known; then <paramref name="Known"/> is the least.</param>
internal sealed record CostItem(
    string Currency, string CatalogueDate, decimal Known, decimal? Total, IReadOnlyList<CostLineItem> Lines, IReadOnlyList<string> Omitted);

/// <param name="PerMonth">Null when it is not known.</param>
/// <param name="Unknown">The reason why it is not known.</param>
internal sealed record CostLineItem(
    string Id,
    string Item,
    string Meter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Location,
    decimal Quantity,
    decimal? PerMonth,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PriceItem? Price,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unknown);

internal sealed record PriceItem(decimal Amount, string Per, string Region, string Date, string Source, string Confidence);

internal sealed record AdviceCostItem(
    string Currency, string CatalogueDate, IReadOnlyList<ImprovementCostItem> Improvements, IReadOnlyList<DesignItem> Designs, int Unpriced);

/// <param name="PerMonth">Null when it is not known.</param>
/// <param name="PerMinuteSaved">Null when the cost is not known.</param>
internal sealed record ImprovementCostItem(string Id, decimal? PerMonth, decimal? PerMinuteSaved, IReadOnlyList<string> Unknown);

internal sealed record DesignItem(IReadOnlyList<string> Improvements, double DowntimeSecondsPerYear, decimal PerMonth, bool OnFront);

/// <summary>Converts costs for scripts.</summary>
internal static class CostJson
{
    private const int Digits = 6;

    public static CostItem Bill(Bill bill) => new(
        PriceCatalogue.Currency, bill.CatalogueDate, bill.Known, bill.Total, [.. bill.Lines.Select(Line)], bill.Omitted);

    public static AdviceCostItem Advice(PricedAdvice advice) => new(
        PriceCatalogue.Currency,
        advice.Now.CatalogueDate,
        [
            .. advice.Alone.Select(priced => new ImprovementCostItem(
                priced.Worth.Improvement.Id,
                priced.Cost.Monthly,
                priced.PerMinute is { } minute ? Math.Round(minute, Digits) : null,
                priced.Cost.Unknown)),
        ],
        [
            .. advice.Alternatives.Select(design => new DesignItem(
                [.. design.Improvements.Select(improvement => improvement.Id)], Downtime.PerYear(design.Unavailability), design.Monthly, advice.Front.Contains(design))),
        ],
        advice.Unpriced);

    private static CostLineItem Line(BillLine line) => new(
        line.Id, line.Item, line.Meter, line.Location.Length == 0 ? null : line.Location, line.Quantity, line.Monthly,
        line.Price is { } price
            ? new PriceItem(price.Amount, price.Per.ToString().ToLowerInvariant(), price.Region, price.Date, price.Source, price.Confidence.ToString().ToLowerInvariant())
            : null,
        line.Unknown);
}
