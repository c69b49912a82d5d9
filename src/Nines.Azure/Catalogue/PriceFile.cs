using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Environments.Costs;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Azure.Catalogue;

/// <summary>
/// Reads and writes files of prices: comments, a line with the names of the columns, and a line for each price. The built-in
/// <c>prices.csv</c>, the output of <c>nines prices import</c> and a file of contract prices have this form.
/// </summary>
public static class PriceFile
{
    private const string Head = "meter,region,from,usd,per,date,source,confidence";
    private const string DateComment = "# date: ";
    private const int Columns = 8;
    private const int MaxRows = 200_000;
    private const int MaxErrors = 100;
    private const int MaxText = 120;
    private const decimal MaxAmount = 100_000_000;

    /// <summary>Reads prices, or reports every error with its line.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    public static ReadResult<PriceCatalogue> Read(TextReader text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var prices = new List<Price>();
        var lines = new Dictionary<(string, string, decimal), int>();
        string? date = null;
        bool hasHead = false;
        int number = 0;
        while (text.ReadLine() is { } line && errors.Count < MaxErrors && prices.Count < MaxRows)
        {
            number++;
            if (line.StartsWith(DateComment, StringComparison.Ordinal) && IsDate(line[DateComment.Length..].Trim()))
            {
                date = line[DateComment.Length..].Trim();
            }

            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!hasHead)
            {
                hasHead = true;
                if (line.TrimStart('\uFEFF') != Head)
                {
                    errors.Add(new Diagnostic(new SourcePosition(file, number, 1), $"The columns are not those of a file of prices; expected {Head}."));
                    break;
                }
            }
            else if (Parse(line, new SourcePosition(file, number, 1), errors) is { } price)
            {
                if (lines.TryAdd((price.Meter, price.Region, price.From), number))
                {
                    prices.Add(price);
                }
                else
                {
                    errors.Add(new Diagnostic(
                        new SourcePosition(file, number, 1),
                        $"The price of {price.Meter} in {price.Region} is duplicated; it is at line {lines[(price.Meter, price.Region, price.From)]} too.",
                        "Remove one of them."));
                }
            }
        }

        CheckEnd(errors, file, number, prices, lines);
        return errors.Count == 0
            ? ReadResult.Of(new PriceCatalogue(date ?? prices.Max(price => price.Date)!, prices))
            : ReadResult.Failed<PriceCatalogue>(errors.ToImmutable());
    }

    /// <summary>Writes prices in the order of their meters and regions.</summary>
    /// <param name="prices">The prices.</param>
    /// <param name="date">Date of the file, ISO 8601.</param>
    public static string Write(IEnumerable<Price> prices, string date)
    {
        var text = new StringBuilder();
        text.Append("# List prices of Azure in US dollars, for nines predict --prices. Columns: docs/prices.md.\n").Append(DateComment).Append(date).Append('\n').Append(Head).Append('\n');
        foreach (Price price in prices.OrderBy(price => price.Meter, StringComparer.Ordinal).ThenBy(price => price.Region, StringComparer.Ordinal).ThenBy(price => price.From))
        {
            text.Append(CultureInfo.InvariantCulture, $"{price.Meter},{price.Region},{price.From:0.############},{price.Amount:0.############},")
                .Append(CultureInfo.InvariantCulture, $"{price.Per.ToString().ToLowerInvariant()},{price.Date},{price.Source},{price.Confidence.ToString().ToLowerInvariant()}\n");
        }

        return text.ToString();
    }

    private static void CheckEnd(
        ImmutableArray<Diagnostic>.Builder errors, string file, int number, List<Price> prices, Dictionary<(string Meter, string Region, decimal From), int> lines)
    {
        if (prices.Count >= MaxRows)
        {
            errors.Add(new Diagnostic(new SourcePosition(file, number, 1), $"The file has more than {MaxRows:N0} prices, the maximum."));
        }
        else if (errors.Count == 0 && prices.Count == 0)
        {
            errors.Add(new Diagnostic(new SourcePosition(file, 0, 0), $"contains no price; expected the columns {Head} and a line for each price."));
        }

        foreach (var key in lines.Keys.Where(key => key.From > 0 && !lines.ContainsKey((key.Meter, key.Region, 0))))
        {
            errors.Add(new Diagnostic(
                new SourcePosition(file, lines[key], 1), $"The price of {key.Meter} in {key.Region} has a band from {key.From} and none from 0.", "Add the first band."));
        }
    }

    private static Price? Parse(string line, SourcePosition position, ImmutableArray<Diagnostic>.Builder errors)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Columns)
        {
            errors.Add(new Diagnostic(position, $"The line has {cells.Length} columns; expected {Columns}: {Head}."));
            return null;
        }

        int before = errors.Count;
        if (cells.Any(cell => cell.Length is 0 or > MaxText || cell.Any(char.IsControl)))
        {
            Report("A column is empty or too long", $"1 to {MaxText} characters in each column");
        }

        decimal from = Number(cells[2], "from"), amount = Number(cells[3], "usd");
        PricePer? per = cells[4] switch
        {
            "hour" => PricePer.Hour,
            "day" => PricePer.Day,
            "month" => PricePer.Month,
            "unit" => PricePer.Unit,
            _ => null,
        };
        if (per is null)
        {
            Report($"per is {Sanitizer.Quote(cells[4])}", "hour, day, month or unit");
        }

        if (!IsDate(cells[5]))
        {
            Report($"date is {Sanitizer.Quote(cells[5])}", "a date such as 2026-11-28");
        }

        Confidence? confidence = cells[7] switch
        {
            "high" => Confidence.High,
            "medium" => Confidence.Medium,
            "low" => Confidence.Low,
            _ => null,
        };
        if (confidence is null)
        {
            Report($"confidence is {Sanitizer.Quote(cells[7])}", "high, medium or low");
        }

        return errors.Count > before ? null : new Price(cells[0], cells[1], from, amount, per!.Value, cells[5], cells[6], confidence!.Value);

        decimal Number(string cell, string column)
        {
            if (decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= MaxAmount)
            {
                return value;
            }

            Report($"{column} is {Sanitizer.Quote(cell)}", $"a number from 0 to {MaxAmount:N0} such as 0.192");
            return 0;
        }

        void Report(string problem, string expected) => errors.Add(new Diagnostic(position, $"{problem}; expected {expected}."));
    }

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
