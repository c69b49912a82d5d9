using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Several files side by side, by downtime a year.</summary>
internal static class ComparisonSection
{
    public static void Write(HtmlText html, IReadOnlyList<Prediction> predictions)
    {
        Comparison comparison = Comparison.Create(predictions);
        html.Write($"""<div class="scroll"><table><caption>{comparison.Title}. The least of each row is marked best.</caption><thead><tr><th scope="col">Journey</th>""");
        for (int file = 0; file < comparison.Files.Length; file++)
        {
            html.Write($"""<th scope="col" class="n"><a href="#f{file + 1}">{comparison.Files[file]}</a></th>""");
        }

        html.Write($"</tr></thead><tbody>\n");
        for (int journey = 0; journey < comparison.Journeys.Length; journey++)
        {
            html.Write($"""<tr><th scope="row">{comparison.Journeys[journey]}</th>""");
            for (int file = 0; file < comparison.Files.Length; file++)
            {
                WriteCell(html, comparison, journey, file);
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteCell(HtmlText html, Comparison comparison, int journey, int file)
    {
        if (comparison.At(journey, file) is not { } prediction)
        {
            html.Write($"""<td class="n soft">-</td>""");
            return;
        }

        bool isBest = comparison.IsBest(journey, file);
        html.Write($"""<td class="n"><span{(isBest ? " class=best" : "")}>{Comparison.Amount(prediction)}{(isBest ? ", best" : "")}</span>""");
        if (prediction.Diagram is not null)
        {
            html.Write($"""<br><span class="soft">{Figures.Availability(prediction.Unavailability.Value)}</span>""");
        }

        if (prediction.Objective is { Met: false } objective)
        {
            html.Write($"""<br><span class="worst">{PredictPhrases.Verdict(objective)}</span>""");
        }

        html.Write($"</td>");
    }
}
