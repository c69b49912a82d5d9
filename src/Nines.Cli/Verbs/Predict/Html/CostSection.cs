using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Bills line by line, several files by availability and price, and improvements by the cost of a minute.</summary>
internal static class CostSection
{
    public const string Id = "cost";

    private const int MaxImprovements = 20;

    public static void Write(HtmlText html, PredictAnswer answer)
    {
        if (answer.Costs is not { } costs || costs.Bills.OfType<Bill>().FirstOrDefault() is not { } first)
        {
            return;
        }

        html.Write($"""<section aria-labelledby="{Id}"><h2 id="{Id}">Cost</h2>{"\n"}<p>{CostPhrases.Basis(first.CatalogueDate)}</p>{"\n"}""");
        if (answer.Predictions.Length > 1)
        {
            WriteComparison(html, answer, costs);
        }

        if (costs.Advice is { Alone.IsEmpty: false } advice)
        {
            WriteAdvice(html, advice);
            WriteFront(html, advice);
        }

        foreach ((int index, Prediction prediction) in answer.Predictions.Index())
        {
            if (costs.Bills[index] is { } bill)
            {
                WriteBill(html, prediction, bill);
            }
        }

        html.Write($"</section>\n");
    }

    private static void WriteComparison(HtmlText html, PredictAnswer answer, PredictCosts costs)
    {
        JourneyPrediction? journey = CostComparison.Journey(answer.Predictions);
        html.Write($"""<div class="scroll"><table><caption>Availability and cost of each file</caption><thead><tr><th scope="col">File</th><th scope="col" class="n">{journey?.Title ?? "Availability"}</th><th scope="col" class="n">Down a year</th><th scope="col" class="n">USD a month</th></tr></thead><tbody>{"\n"}""");
        foreach ((int index, Prediction prediction) in answer.Predictions.Index())
        {
            JourneyPrediction? own = prediction.Journeys.FirstOrDefault(candidate => candidate.Name == journey?.Name);
            html.Write($"""<tr><th scope="row">{prediction.System.Name}</th><td class="n">{(own is null ? "-" : Figures.Availability(own.Unavailability.Value))}</td>""");
            html.Write($"""<td class="n">{(own is null ? "-" : Figures.DowntimePerYear(own.Unavailability.Value))}</td><td class="n">{(costs.Bills[index] is { } bill ? CostPhrases.Total(bill) : "-")}</td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteAdvice(HtmlText html, PricedAdvice advice)
    {
        html.Write($"""<div class="scroll"><table><caption>Improvements, the cheapest minute of saved downtime first. Unknown prices are last.</caption><thead><tr><th scope="col" class="n">USD a minute</th><th scope="col" class="n">USD a month</th><th scope="col" class="n">Saves a year</th><th scope="col">Improvement</th></tr></thead><tbody>{"\n"}""");
        foreach (PricedImprovement priced in advice.Alone.Take(MaxImprovements))
        {
            html.Write($"""<tr><td class="n">{CostPhrases.PerMinute(priced.PerMinute)}</td><td class="n">{CostPhrases.Difference(priced.Cost.Monthly)}</td><td class="n">{Figures.DowntimePerYear(priced.Worth.Saved)}</td><th scope="row">{priced.Worth.Improvement.Title}""");
            foreach (string unknown in priced.Cost.Unknown)
            {
                html.Write($"""<br><span class="soft">{unknown}</span>""");
            }

            html.Write($"</th></tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteFront(HtmlText html, PricedAdvice advice)
    {
        html.Write($"""<div class="scroll"><table><caption>Designs that no other one beats in both cost and availability. {CostComparison.Designs(advice)}</caption><thead><tr><th scope="col" class="n">USD a month</th><th scope="col" class="n">Down a year</th><th scope="col">Design</th></tr></thead><tbody>{"\n"}""");
        foreach (Alternative design in advice.Front)
        {
            html.Write($"""<tr><td class="n">{(design.Improvements.IsEmpty ? "now" : CostPhrases.Difference(design.Monthly))}</td><td class="n">{CostPhrases.DowntimeOf(design)}</td><th scope="row">{CostPhrases.Title(design)}</th></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteBill(HtmlText html, Prediction prediction, Bill bill)
    {
        html.Write($"""<div class="scroll"><table><caption>{prediction.System.Name}: {CostPhrases.Total(bill)} USD a month. {CostPhrases.Oldest(bill) ?? ""}</caption><thead><tr><th scope="col">Item</th><th scope="col" class="n">Unit price</th><th scope="col" class="n">USD a month</th></tr></thead><tbody>{"\n"}""");
        foreach (BillLine line in bill.Lines)
        {
            html.Write($"""<tr><th scope="row">{line.Item}""");
            if (line.Unknown is { } unknown)
            {
                html.Write($"""<br><span class="soft">{unknown}</span>""");
            }

            html.Write($"""</th><td class="n">{CostPhrases.UnitPrice(line)}</td><td class="n">{CostPhrases.Amount(line.Monthly)}</td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
        if (bill.Omitted.IsEmpty)
        {
            return;
        }

        html.Write($"""<p class="soft">Omitted:</p>{"\n"}<ul class="notes">{"\n"}""");
        foreach (string omitted in bill.Omitted)
        {
            html.Write($"<li>{omitted}</li>\n");
        }

        html.Write($"</ul>\n");
    }
}
