using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>What each loss stops, what it leaves, and which data it puts at risk.</summary>
internal static class LossSection
{
    private const int MaxNotes = 5;

    public static void Write(HtmlText html, Prediction prediction, string id, int maxRows)
    {
        if (prediction.Losses is not { Rows.IsEmpty: false } table)
        {
            return;
        }

        LossRow[] rows = [.. table.Rows.Where(LossPhrases.HasEffect)];
        html.Write($"""<section aria-labelledby="{id}"><h2 id="{id}">{LossPhrases.Title}</h2>{"\n"}<p>{LossPhrases.TimesNote}</p>{"\n"}""");
        WriteTimes(html, prediction, rows.Take(maxRows));
        WriteLeft(html, [.. rows.Take(maxRows).Where(row => !row.Capacity.IsEmpty || LossPhrases.KnownData(row).Length > 0)]);
        foreach (string note in LossPhrases.Notes(table, Math.Max(0, rows.Length - maxRows)))
        {
            html.Write($"""<p class="soft">{note}</p>{"\n"}""");
        }

        html.Write($"</section>\n");
    }

    private static void WriteTimes(HtmlText html, Prediction prediction, IEnumerable<LossRow> rows)
    {
        Dictionary<string, string> titles = prediction.Journeys.DistinctBy(journey => journey.Name).ToDictionary(journey => journey.Name, journey => journey.Title);
        html.Write($"""
            <div class="scroll"><table class="stack"><caption>What stops, and for how long</caption><thead><tr><th scope="col">Lost</th><th scope="col">Stopped</th><th scope="col" class="n">Mean</th><th scope="col" class="n">5 %</th><th scope="col" class="n">95 %</th></tr></thead>

            """);
        foreach (LossRow row in rows.Where(row => !row.Journeys.IsEmpty))
        {
            html.Write($"<tbody>");
            foreach ((int index, JourneyLoss loss) in row.Journeys.Index())
            {
                // The name of the loss stands once; a screen reader finds it as the header of its rows.
                html.WriteTrusted(index > 0 ? "<tr>" : $"""<tr><th scope="rowgroup" rowspan="{row.Journeys.Length}">""");
                if (index == 0)
                {
                    html.Write($"""<strong>{row.Label}</strong>""");
                    if (LossPhrases.Unstated(row) is { } unstated)
                    {
                        html.Write($"""<br><span class="soft">{unstated}</span>""");
                    }

                    html.Write($"</th>");
                }

                ImmutableArray<string> times = LossPhrases.Times(loss);
                html.Write($"""<td>{LossPhrases.Stopped(titles[loss.Journey], loss)}</td><td class="n"><span class="narrow">Mean </span>{times[0]}</td><td class="n"><span class="narrow">5 % </span>{times[1]}</td><td class="n"><span class="narrow">95 % </span>{times[2]}</td></tr>{"\n"}""");
            }

            html.Write($"</tbody>\n");
        }

        html.Write($"</table></div>\n");
    }

    private static void WriteLeft(HtmlText html, LossRow[] rows)
    {
        if (rows.Length == 0)
        {
            return;
        }

        html.Write($"""
            <div class="scroll"><table class="stack"><caption>What is left, and which data is at risk</caption><thead><tr><th scope="col">Lost</th><th scope="col">Capacity right after the loss</th><th scope="col">Data at risk</th></tr></thead><tbody>

            """);
        foreach (LossRow row in rows)
        {
            html.Write($"""<tr><th scope="row"><strong>{row.Label}</strong></th><td>""");
            WriteNotes(html, [.. row.Capacity.Select(LossPhrases.Capacity)]);
            html.Write($"</td><td>");
            WriteNotes(html, LossPhrases.KnownData(row));
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteNotes(HtmlText html, string[] notes)
    {
        foreach (string note in notes.Take(MaxNotes))
        {
            html.Write($"""<div>{note}</div>""");
        }

        if (notes.Length > MaxNotes)
        {
            html.Write($"""<div class="soft">and {notes.Length - MaxNotes} more</div>""");
        }
    }
}
