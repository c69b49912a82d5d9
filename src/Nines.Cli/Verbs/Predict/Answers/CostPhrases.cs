using System.Globalization;
using Nines.Cli.Shared;
using Nines.Environments.Advice;
using Nines.Environments.Costs;
using Nines.Reliability;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Phrases for costs, the same in every output.</summary>
internal static class CostPhrases
{
    public const string NotKnown = "not known";
    public const string AsItIs = "as it is";

    /// <summary>An amount with cents: <c>1,234.50</c>.</summary>
    public static string Amount(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>An amount, or that it is not known.</summary>
    public static string Amount(decimal? amount) => amount is { } known ? Amount(known) : NotKnown;

    /// <summary>A difference with its sign: <c>+73.00</c>.</summary>
    public static string Difference(decimal? amount) => amount switch
    {
        null => NotKnown,
        > 0 => "+" + Amount(amount.Value),
        _ => Amount(amount.Value),
    };

    /// <summary>Cost of a minute with as many digits as it needs: <c>0.031</c>, <c>12.50</c>.</summary>
    public static string PerMinute(decimal? amount) => amount switch
    {
        null => NotKnown,
        > -1 and < 1 => amount.Value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => Amount(amount.Value),
    };

    /// <summary>Unit price: <c>0.192 an hour</c>.</summary>
    public static string UnitPrice(BillLine line) => line is { Price.Amount: 0, Monthly: > 0 } ? "in bands" : line.Price is { } price
        ? price.Amount.ToString("0.########", CultureInfo.InvariantCulture) + price.Per switch
        {
            PricePer.Hour => " an hour",
            PricePer.Day => " a day",
            PricePer.Month => " a month",
            _ => " each",
        }
        : line.Monthly is null ? "" : "stated";

    /// <summary>Total of a bill: <c>1,234.50</c>, or <c>at least 1,234.50 (2 prices not known)</c>.</summary>
    public static string Total(Bill bill)
    {
        int unknown = bill.Unknown.Count();
        return unknown == 0 ? Amount(bill.Known) : $"at least {Amount(bill.Known)} ({unknown} price{(unknown == 1 ? "" : "s")} not known)";
    }

    /// <summary>Nature of the amounts, for the head of a table.</summary>
    public static string Basis(string catalogueDate) =>
        $"{PriceCatalogue.Currency} a month of 730 hours, pay as you go. List prices of {catalogueDate}, an estimate: no taxes, discounts or reservations.";

    /// <summary>Oldest of the prices of a bill; null when none was looked up.</summary>
    public static string? Oldest(Bill bill) =>
        bill.Lines.Select(line => line.Price?.Date).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault() is { } date
            ? $"The oldest price here was read on {date}."
            : null;

    /// <summary>Title of a design.</summary>
    public static string Title(Alternative design) =>
        design.Improvements.IsEmpty ? AsItIs : string.Join(";\n", design.Improvements.Select(improvement => improvement.Title));

    /// <summary>Downtime of a design a year.</summary>
    public static string DowntimeOf(Alternative design) => Figures.Duration(Downtime.PerYear(design.Unavailability));
}
