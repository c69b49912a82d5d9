using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Diagrams;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Reliability.Importance;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Everything about one journey.</summary>
internal static class JourneyHtml
{
    private const int MaxCutSets = 12;
    private const double DiagramWidth = 1100;

    public static void Write(HtmlText html, JourneyPrediction journey, string id, PageBudget budget)
    {
        Heat heat = Heat.From(journey);
        html.Write($"""<section aria-labelledby="{id}-h"><h2 id="{id}">""");
        html.Write($"""<span id="{id}-h">{journey.Title}</span></h2>{"\n"}""");
        WriteLead(html, journey);
        if (journey.Diagram is { } block)
        {
            WriteDiagram(html, journey, block, heat, id, budget);
        }

        html.Write($"""<div class="two">{"\n"}""");
        WriteCauses(html, journey, id);
        WriteSinglePoints(html, journey, budget);
        html.Write($"</div>\n");
        WriteCombinations(html, journey, budget);
        WriteImportance(html, journey, budget);
        html.Write($"</section>\n");
    }

    private static void WriteLead(HtmlText html, JourneyPrediction journey)
    {
        BoundedProbability unavailability = journey.Unavailability;
        if (PredictPhrases.LimitReached(journey) is { } limit)
        {
            html.Write($"<p><strong>{limit}</strong> ");
            html.WriteTrusted(unavailability.IsExact ? "</p>\n" : "The result is certain to be ");
        }

        if (!unavailability.IsExact)
        {
            string range = journey.Diagram is null
                ? $"{Figures.Probability(unavailability.Lower)} to {Figures.Probability(unavailability.Upper)}"
                : Figures.AvailabilityRange(unavailability.Lower, unavailability.Upper);
            html.Write($"{range}.</p>\n");
        }

        if (PredictPhrases.Frequency(journey.Frequency) is { } frequency)
        {
            html.Write($"<p>{frequency}</p>\n");
        }

        if (journey.Month is { } month)
        {
            WriteMonth(html, journey, month);
        }

        if (PredictPhrases.SharedOnce(journey) is { } shared)
        {
            html.Write($"<p>{shared}</p>\n");
        }

        if (journey.Diagram is not null)
        {
            html.Write($"""<p class="soft">{PredictPhrases.WithoutIndependence(journey)}</p>{"\n"}""");
        }
    }

    private static void WriteMonth(HtmlText html, JourneyPrediction journey, MonthOutlook month)
    {
        html.Write($"<p>{PredictPhrases.MonthsMissed(journey, month)}</p>\n");
        html.Write($"""<div class="scroll"><table class="narrow"><caption>How long a month is down at most ({PredictPhrases.MonthsSimulated(month)})</caption><thead><tr><th scope="col">In this share of months</th>""");
        foreach (MonthQuantile quantile in month.Quantiles)
        {
            html.Write($"""<th scope="col" class="n">{Figures.Share(quantile.Probability)}</th>""");
        }

        html.Write($"""</tr></thead><tbody><tr><th scope="row">Down at most</th>""");
        foreach (MonthQuantile quantile in month.Quantiles)
        {
            html.Write($"""<td class="n">{Figures.DowntimePerMonth(quantile.Unavailability.Value)}</td>""");
        }

        html.Write($"</tr></tbody></table></div>\n");
    }

    private static void WriteDiagram(HtmlText html, JourneyPrediction journey, Block block, Heat heat, string id, PageBudget budget)
    {
        html.Write($"<h3>What it needs</h3>\n");
        string single = journey.SinglePointsOfFailure.IsEmpty
            ? string.Empty
            : $" Single points of failure: {string.Join(", ", journey.SinglePointsOfFailure.Take(5).Select(set => CutSetPhrases.CutSet(set, journey.Components)))}.";
        Sketch sketch = BlockDiagram.Draw(block, heat, DiagramWidth, budget.Boxes);
        SketchSvg.Write(html, sketch, $"{id}-blocks", $"Block diagram: {journey.Title}",
            "Parts in series from left to right, alternatives below each other, failure domains as frames." + single);
        WriteLegend(html, heat, sketch.Marks.OfType<BoxMark>().Any(box => box.Face.IsShared));
    }

    public static void WriteLegend(HtmlText html, Heat heat, bool isAnyShared)
    {
        html.Write($"""<ul class="legend">{"\n"}""");
        if (heat.IsKnown)
        {
            html.Write($"<li>In each box: availability · share of the downtime</li>\n");
            for (int level = 0; level < Heat.Levels.Length; level++)
            {
                html.Write($"""<li><svg class="box h{level}" width="15" height="13" aria-hidden="true"><rect x="0.5" y="0.5" width="14" height="12" rx="3"/></svg>{Heat.Levels[level]}</li>{"\n"}""");
            }
        }

        if (isAnyShared)
        {
            html.Write($"""<li><svg width="13" height="13" aria-hidden="true">""");
            SketchSvg.WriteSharedMark(html, 1, 1);
            html.Write($"</svg>the same component, drawn more than once</li>\n");
        }

        html.Write($"</ul>\n");
    }

    private static void WriteCauses(HtmlText html, JourneyPrediction journey, string id)
    {
        if (!journey.DowntimeByCause.IsEmpty)
        {
            html.Write($"<div><h3>{PredictPhrases.CausesTitle(journey)}</h3>\n");
            CauseChart.Write(html, journey, $"{id}-causes");
            html.Write($"</div>\n");
        }
    }

    private static void WriteSinglePoints(HtmlText html, JourneyPrediction journey, PageBudget budget)
    {
        if (journey.CutSets is null)
        {
            return;
        }

        html.Write($"<div><h3>Single points of failure</h3>\n");
        if (journey.SinglePointsOfFailure.IsEmpty)
        {
            html.Write($"<p>None: nothing takes it down alone.</p>\n");
        }
        else
        {
            WriteRows(
                html,
                journey,
                [.. journey.SinglePointsOfFailure.Take(budget.Rows).Select(set => (CutSetPhrases.CutSet(set, journey.Components), set.Probability))],
                Math.Max(0, journey.SinglePointsOfFailure.Length - budget.Rows),
                "Component");
        }

        html.Write($"</div>\n");
    }

    private static void WriteCombinations(HtmlText html, JourneyPrediction journey, PageBudget budget)
    {
        if (journey.CutSets is not { } summary)
        {
            return;
        }

        ImmutableArray<CutSetGroup> together = CutSetGroup.Combinations(journey);
        if (!together.IsEmpty)
        {
            html.Write($"<h3>Likeliest combinations</h3>\n");
            WriteRows(html, journey, [.. together.Take(Math.Min(MaxCutSets, budget.Rows)).Select(group => (group.Text, group.Probability))], 0, "What fails together");
        }

        html.Write($"""<p class="soft">{CutSetPhrases.CutSetCount(summary)}.</p>{"\n"}""");
    }

    private static void WriteRows(HtmlText html, JourneyPrediction journey, ImmutableArray<(string Text, double Probability)> rows, int more, string title)
    {
        bool isTree = journey.Diagram is null;
        html.Write($"""<div class="scroll"><table><thead><tr><th scope="col">{title}</th><th scope="col" class="n">{(isTree ? "Probability" : "Down a year")}</th></tr></thead><tbody>{"\n"}""");
        foreach ((string text, double probability) in rows)
        {
            string amount = isTree ? Figures.Probability(probability) : Figures.DowntimePerYear(probability);
            html.Write($"""<tr><td>{text}</td><td class="n">{amount}</td></tr>{"\n"}""");
        }

        if (more > 0)
        {
            html.Write($"""<tr><td class="soft">and {more} more</td><td></td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
    }

    /// <summary>The measure, or its certified bounds where the cut sets were too many.</summary>
    private static string FussellVesely(EventImportance item) => item switch
    {
        { FussellVesely: { } value } => Figures.Share(value),
        { FussellVeselyBounds: var (lower, upper) } => $"{Figures.Share(lower)} to {Figures.Share(upper)}",
        _ => "-",
    };

    private static void WriteImportance(HtmlText html, JourneyPrediction journey, PageBudget budget)
    {
        if (journey.Importance.IsEmpty)
        {
            return;
        }

        html.Write($"""
            <details><summary>Importance of each component</summary>
            <div class="scroll"><table><caption>By criticality: the part of the downtime during which the component's repair would end it.</caption>
            <thead><tr><th scope="col">Component</th><th scope="col" class="n">Unavailability</th><th scope="col" class="n">Criticality</th><th scope="col" class="n">Birnbaum</th><th scope="col" class="n">Diagnostic</th><th scope="col" class="n">RAW</th><th scope="col" class="n">RRW</th><th scope="col" class="n">Fussell-Vesely</th></tr></thead><tbody>

            """);
        foreach (EventImportance item in journey.Importance.Take(budget.Rows))
        {
            html.Write($"""<tr><th scope="row">{journey.Components[item.Event].Label}</th><td class="n">{Figures.Probability(item.Unavailability)}</td><td class="n">{Figures.Share(item.Criticality)}</td><td class="n">{Figures.Probability(item.Birnbaum)}</td><td class="n">{Figures.Share(item.Diagnostic)}</td><td class="n">{Figures.Factor(item.RiskAchievementWorth)}</td><td class="n">{Figures.Factor(item.RiskReductionWorth)}</td><td class="n">{FussellVesely(item)}</td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
        if (journey.Importance.Length > budget.Rows)
        {
            html.Write($"""<p class="soft">And {journey.Importance.Length - budget.Rows} more of lower criticality.</p>{"\n"}""");
        }

        html.Write($"</details>\n");
    }
}
