using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Azure.Catalogue;
using Nines.Environments.Costs;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Azure.Prices;

/// <summary>What an import took from answers of the Retail Prices API.</summary>
/// <param name="Prices">The prices.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Ignored">Rows that were not used, by reason, most first.</param>
/// <param name="Pages">Pages that the last answer of a file names and that may be missing.</param>
/// <param name="Missing">Meters without a price, by region.</param>
public sealed record PriceImportResult(
    ImmutableArray<Price> Prices,
    int Rows,
    ImmutableArray<(string Reason, int Rows)> Ignored,
    ImmutableArray<string> Pages,
    ImmutableArray<(string Region, ImmutableArray<string> Meters)> Missing);

/// <summary>
/// Takes prices from answers of the Retail Prices API. Of several rows of one meter the newest counts; two that disagree are an error,
/// since a wrong price is worse than none. Memory grows with the prices that are taken, and not with the files.
/// </summary>
/// <param name="time">Rows that take effect later are not used; prices are dated today.</param>
public sealed partial class PriceImport(TimeProvider time)
{
    private const int MaxPrices = 200_000;
    private const int MaxErrors = 50;
    private const string Source = "retail-prices-api";

    private readonly RowFilter _filter = new(time.GetUtcNow());
    private readonly Dictionary<(string Meter, string Region, decimal From), Dictionary<string, Candidate>> _candidates = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Diagnostic>.Builder _errors = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly List<string> _pages = [];
    private int _rows;

    private sealed record Candidate(RetailPriceRow Row, PricePer Per, string File);

    [GeneratedRegex(@"\A([a-z][a-z0-9]{1,39}|Global|Zone [1-9])\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Regions();

    /// <summary>Date of the prices, ISO 8601.</summary>
    public string Today => time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads one file. Errors are part of the result.</summary>
    public void Read(Stream stream, string file, CancellationToken cancellation)
    {
        var reader = new RetailPriceReader(file, row => Accept(row, file));
        if (reader.Read(stream, cancellation) is { } error)
        {
            Report(error);
        }

        _rows += reader.Rows;
        if (reader.NextPage is { } page)
        {
            _pages.Add(page);
        }
    }

    /// <summary>The prices of all files, or every error in them.</summary>
    public ReadResult<PriceImportResult> ToResult()
    {
        var prices = ImmutableArray.CreateBuilder<Price>();
        foreach (var ((meter, region, from), rows) in _candidates)
        {
            Candidate[] all = [.. rows.Values];
            if (Array.Find(all, other => other.Row.Amount != all[0].Row.Amount) is { } other)
            {
                ReportConflict(meter, region, all[0], other);
            }

            prices.Add(new Price(meter, region, from, all[0].Row.Amount!.Value, all[0].Per, Today, Source, Confidence.High));
        }

        ImmutableArray<Price> kept = WithoutFree(prices);
        if (_errors.Count == 0 && kept.IsEmpty)
        {
            Report(new Diagnostic(
                new SourcePosition("prices", 0, 0), $"None of the {_rows:N0} rows is a price that nines uses.",
                _ignored.Count == 0 ? "Fetch the addresses that nines prices queries prints." : $"Ignored: {string.Join(", ", Reasons().Select(reason => $"{reason.Rows:N0} {reason.Reason}"))}."));
        }

        return _errors.Count > 0
            ? ReadResult.Failed<PriceImportResult>(_errors.ToImmutable())
            : ReadResult.Of(new PriceImportResult(kept, _rows, Reasons(), [.. _pages], Missing(kept)));
    }

    private void Accept(RetailPriceRow row, string file)
    {
        var position = new SourcePosition(file, row.Line, 1);
        if (row.Currency != "USD")
        {
            Report(new Diagnostic(
                position,
                row.Currency.Length == 0 ? "The row states no currencyCode; expected USD." : $"The row is in {Sanitizer.Quote(row.Currency)}; expected USD.",
                "Fetch with currencyCode='USD'. Prices in other currencies are for reference only."));
            return;
        }

        RowUse use = _filter.Decide(row);
        if (use.Meter is null)
        {
            Count(use.Ignored!);
            return;
        }

        if (!Regions().IsMatch(row.Region))
        {
            Count("without a region of its own");
            return;
        }

        if (_candidates.Count >= MaxPrices)
        {
            Report(new Diagnostic(position, $"The files have more than {MaxPrices:N0} prices, the maximum.", "Import the regions that you use."));
            return;
        }

        Add((use.Meter, row.Region, row.From ?? 0), new Candidate(row, use.Per, file));
    }

    private void Add((string Meter, string Region, decimal From) key, Candidate candidate)
    {
        if (!_candidates.TryGetValue(key, out Dictionary<string, Candidate>? rows))
        {
            _candidates[key] = rows = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        }

        if (!rows.TryGetValue(candidate.Row.Key, out Candidate? known))
        {
            rows[candidate.Row.Key] = candidate;
        }
        else if (string.CompareOrdinal(candidate.Row.Start, known.Row.Start) is var order && order != 0)
        {
            rows[candidate.Row.Key] = order > 0 ? candidate : known;
            Count("older prices of the same meter");
        }
        else if (candidate.Row.Amount == known.Row.Amount)
        {
            Count("duplicates");
        }
        else
        {
            ReportConflict(key.Meter, key.Region, known, candidate);
        }
    }

    // A meter whose every band is free is a row that does not price anything: unknown, not 0.
    private ImmutableArray<Price> WithoutFree(ImmutableArray<Price>.Builder prices)
    {
        HashSet<(string, string)> paid = [.. prices.Where(price => price.Amount > 0).Select(price => (price.Meter, price.Region))];
        ImmutableArray<Price> kept = [.. prices.Where(price => paid.Contains((price.Meter, price.Region)))];
        if (kept.Length < prices.Count)
        {
            _ignored["free, and so no price"] = prices.Count - kept.Length;
        }

        // A band without those below it would price nothing below.
        HashSet<(string, string)> based = [.. kept.Where(price => price.From == 0).Select(price => (price.Meter, price.Region))];
        ImmutableArray<Price> complete = [.. kept.Where(price => based.Contains((price.Meter, price.Region)))];
        if (complete.Length < kept.Length)
        {
            _ignored["bands without the first one"] = kept.Length - complete.Length;
        }

        return complete;
    }

    private static ImmutableArray<(string Region, ImmutableArray<string> Meters)> Missing(ImmutableArray<Price> prices)
    {
        PriceCatalogue all = PriceTable.Default.With(new PriceCatalogue(PriceTable.Default.Date, prices));
        return
        [
            .. prices.Select(price => price.Region).Where(region => char.IsAsciiLetterLower(region[0])).Distinct().Order(StringComparer.Ordinal)
                .Select(region => (region, PriceMeter.All.Select(meter => meter.Id).Where(meter => all.Find(meter, region) is null).ToImmutableArray()))
                .Where(entry => !entry.Item2.IsEmpty),
        ];
    }

    private ImmutableArray<(string Reason, int Rows)> Reasons() =>
        [.. _ignored.Select(entry => (entry.Key, entry.Value)).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)];

    private void Count(string reason) => _ignored[reason] = _ignored.GetValueOrDefault(reason) + 1;

    private void ReportConflict(string meter, string region, Candidate one, Candidate other) => Report(new Diagnostic(
        new SourcePosition(other.File, other.Row.Line, 1),
        $"Two rows are the price of {meter} in {region} and disagree: {Describe(one)}; {Describe(other)}.",
        "Remove the row that does not apply from the file."));

    private static string Describe(Candidate candidate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{candidate.Row.Amount} by {Sanitizer.Quote(candidate.Row.Product)} / {Sanitizer.Quote(candidate.Row.Sku)} / {Sanitizer.Quote(candidate.Row.Meter)}, meterId {Sanitizer.Quote(candidate.Row.MeterId)} ({candidate.File}:{candidate.Row.Line})");

    private void Report(Diagnostic error)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(error);
        }
    }
}
