using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Diagrams;
using Nines.Environments.Predictions;
using Nines.Reliability.Solving;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>
/// Predictions as one self-contained HTML file: no script, no font, no image, no request. Users attach it
/// to a design review, so it reads in light and dark, on a phone, in print and with a screen reader.
/// </summary>
internal static class PredictionPage
{
    private const double MapWidth = 1120;
    private const int MaxLinks = 12;

    /// <param name="answer">At least one prediction, and what was asked further.</param>
    public static string Render(PredictAnswer answer, OutputStamp stamp)
    {
        ImmutableArray<Prediction> predictions = answer.Predictions;
        HtmlText html = new();
        string title = predictions.Length == 1 ? predictions[0].System.Name : $"{predictions.Length} environments compared";
        string css = PageStyle.Css;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)));
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">

            """);
        stamp.WriteMeta(html, PredictAnswer.Schema);
        html.Write($"""
            <title>{title}: predicted availability</title>
            <style>
            """);
        html.WriteTrusted(css);
        html.Write($"</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n");
        html.Write($"""<p class="soft">Predicted availability</p>{"\n"}<p class="soft">{stamp.ToSentence()}</p>{"\n"}</header>{"\n"}<main>{"\n"}""");
        WriteContents(html, answer);
        MissedSection.Write(html, predictions);
        WriteFurther(html, answer, new Changes(predictions[0]));
        if (predictions.Length > 1)
        {
            ComparisonSection.Write(html, predictions);
        }
        else
        {
            WriteCards(html, predictions[0], "f1");
        }

        ReadingGuide.Write(html);
        PageBudget budget = PageBudget.For(predictions.Sum(prediction => prediction.Journeys.Length + 1));
        for (int index = 0; index < predictions.Length; index++)
        {
            WritePrediction(html, predictions[index], $"f{index + 1}", predictions.Length > 1, budget);
        }

        if (answer.Costs is { Advice: null })
        {
            CostSection.Write(html, answer);
        }

        ExplanationSection.Write(html, answer.Explanation is { } line ? [line] : []);
        html.Write($"</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Links to what is further down.</summary>
    private static void WriteContents(HtmlText html, PredictAnswer answer)
    {
        html.Write($"""<nav aria-label="Contents"><ul>{"\n"}""");
        if (!answer.Scenarios.IsEmpty)
        {
            html.Write($"""<li><a href="#{ScenarioSection.Id}">What if</a></li>""");
        }

        if (answer.Advice is not null)
        {
            html.Write($"""<li><a href="#{AdviceSection.Id}">Improvements</a></li>""");
        }

        if (answer.Costs is not null)
        {
            html.Write($"""<li><a href="#{CostSection.Id}">Cost</a></li>""");
        }

        foreach ((int index, Prediction prediction) in answer.Predictions.Index())
        {
            if (answer.Predictions.Length > 1)
            {
                html.Write($"""<li><a href="#f{index + 1}">{prediction.System.Name}</a></li>""");
                continue;
            }

            foreach ((int journey, JourneyPrediction each) in prediction.Journeys.Index().Take(MaxLinks))
            {
                html.Write($"""<li><a href="#f1j{journey + 1}">{each.Title}</a></li>""");
            }

            if (prediction.Losses is { Rows.IsEmpty: false })
            {
                html.Write($"""<li><a href="#f1-losses">{LossPhrases.Title}</a></li>""");
            }

            html.Write($"""<li><a href="#f1-sources">Sources</a></li>""");
        }

        if (answer.Explanation is not null)
        {
            html.Write($"""<li><a href="#{ExplanationSection.Id}">How it was computed</a></li>""");
        }

        html.Write($"</ul></nav>\n");
    }

    private static void WriteFurther(HtmlText html, PredictAnswer answer, Changes changes)
    {
        ScenarioSection.Write(html, answer, changes);
        AdviceSection.Write(html, answer, changes);
        if (answer.Costs?.Advice is not null)
        {
            CostSection.Write(html, answer);
        }
    }

    private static void WritePrediction(HtmlText html, Prediction prediction, string id, bool isOneOfMany, PageBudget budget)
    {
        if (isOneOfMany)
        {
            html.Write($"""<h2 class="file" id="{id}">{prediction.System.Name} <span class="soft">({prediction.File})</span></h2>{"\n"}""");
            WriteCards(html, prediction, id);
        }

        MissedSection.WriteRecovery(html, prediction);
        LossSection.Write(html, prediction, $"{id}-losses", 3 * budget.Rows);
        for (int index = 0; index < prediction.Journeys.Length; index++)
        {
            JourneyHtml.Write(html, prediction.Journeys[index], $"{id}j{index + 1}", budget);
        }

        WriteMap(html, prediction, id, budget);
        if (!prediction.System.Assumptions.IsEmpty)
        {
            html.Write($"""<h2>Assumptions</h2>{"\n"}<ul class="notes">{"\n"}""");
            foreach (string assumption in prediction.System.Assumptions)
            {
                html.Write($"<li>{assumption}</li>\n");
            }

            html.Write($"</ul>\n");
        }

        SourcesTable.Write(html, prediction.System, $"{id}-sources");
    }

    private static void WriteCards(HtmlText html, Prediction prediction, string id)
    {
        html.Write($"""<ul class="cards">{"\n"}""");
        for (int index = 0; index < prediction.Journeys.Length; index++)
        {
            WriteCard(html, prediction.Journeys[index], $"{id}j{index + 1}");
        }

        html.Write($"</ul>\n");
    }

    private static void WriteCard(HtmlText html, JourneyPrediction journey, string id)
    {
        BoundedProbability unavailability = journey.Unavailability;
        string about = unavailability.IsExact ? string.Empty : "≈ ";
        html.Write($"""<li class="card"><a href="#{id}">{journey.Title}</a>""");
        if (journey.Diagram is null)
        {
            html.Write($"""<div class="figure">{about}{Figures.Probability(unavailability.Value)}</div><div class="soft">probability of the top event</div>""");
        }
        else
        {
            html.Write($"""<div class="figure">{about}{Figures.Availability(unavailability.Value)}</div>""");
            html.Write($"""<div>{Figures.Nines(unavailability.Value)} nines</div>""");
            html.Write($"""<div>{Figures.DowntimePerYear(unavailability.Value)} down a year</div>""");
            html.Write($"""<div class="soft">{Figures.DowntimePerMonth(unavailability.Value)} a month</div>""");
        }

        if (journey.DowntimeByCause is [{ } cause, ..] && unavailability.Value > 0)
        {
            html.Write($"""<div class="soft">mostly {cause.Cause}, {Figures.Share(cause.Unavailability / unavailability.Value)}</div>""");
        }

        if (journey.Objective is { } objective)
        {
            html.Write($"""<div class="badge {(objective.Met ? "met" : "missed")}">{PredictPhrases.Objective(objective)}</div>""");
        }

        html.Write($"</li>\n");
    }

    private static void WriteMap(HtmlText html, Prediction prediction, string id, PageBudget budget)
    {
        Heat heat = Heat.From(prediction);
        if (DomainDiagram.Draw(prediction.System, heat, MapWidth, budget.Boxes) is not { } map)
        {
            return;
        }

        html.Write($"<h2>Failure domains</h2>\n<p>Components in one frame can fail together. ");
        html.Write($"Each component is colored by its largest share of any one journey's downtime.</p>\n");
        SketchSvg.Write(html, map, $"{id}-map", $"Failure domains of {prediction.System.Name}",
            "Failure domains as frames inside each other, with the components in them.");
        JourneyHtml.WriteLegend(html, heat, isAnyShared: false);
    }
}
