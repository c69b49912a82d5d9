using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Effect of each improvement, alone and in combination, with its edits of the file.</summary>
internal static class AdviceSection
{
    public const string Id = "advice";

    private const int MaxAlone = 20;

    public static void Write(HtmlText html, PredictAnswer answer, Changes changes)
    {
        if (answer.Advice is not { } advice)
        {
            return;
        }

        html.Write($"""<section aria-labelledby="{Id}"><h2 id="{Id}">Improvements</h2>{"\n"}""");
        if (advice.Alone.IsEmpty)
        {
            html.Write($"<p>None of the known improvements saves anything here.</p>\n</section>\n");
            return;
        }

        html.Write($"""
            <div class="scroll"><table class="stack"><caption>Each by itself: downtime saved a year, added up over the journeys that have an objective (all, if none has one) and get better.</caption>
            <thead><tr><th scope="col" class="n">Saves</th><th scope="col">Improvement</th><th scope="col">In the file</th></tr></thead><tbody>

            """);
        foreach (ImprovementWorth worth in advice.Alone.Take(MaxAlone))
        {
            WriteOne(html, worth, changes);
        }

        html.Write($"</tbody></table></div>\n");
        WriteCombined(html, advice);
        if (Changes.Untried(advice) is { } untried)
        {
            html.Write($"<p>{untried}</p>\n");
        }

        html.Write($"</section>\n");
    }

    private static void WriteOne(HtmlText html, ImprovementWorth worth, Changes changes)
    {
        html.Write($"""<tr><td class="n"><strong>{Figures.DowntimePerYear(worth.Saved)}</strong></td><th scope="row">{worth.Improvement.Title}""");
        foreach (string effect in changes.Effects(worth))
        {
            html.Write($"""<br><span class="soft">{effect}</span>""");
        }

        html.Write($"</th><td>");
        WriteEdits(html, worth);
        html.Write($"</td></tr>\n");
    }

    private static void WriteCombined(HtmlText html, AdviceResult advice)
    {
        html.Write($"""
            <div class="scroll"><table class="stack"><caption>Together: what to do first, and what is best on top of that.</caption>
            <thead><tr><th scope="col" class="n">Saves</th><th scope="col" class="n">In all</th><th scope="col">Step</th><th scope="col">In the file</th></tr></thead><tbody>

            """);
        HashSet<string> known = [.. advice.Alone.Take(MaxAlone).Select(worth => worth.Improvement.Id)];
        double total = 0;
        foreach ((int index, ImprovementWorth worth) in advice.Combined.Index())
        {
            total += worth.Saved;
            html.Write($"""<tr><td class="n"><strong>{Figures.DowntimePerYear(worth.Saved)}</strong></td><td class="n">{Figures.DowntimePerYear(total)}<span class="narrow"> in all</span></td><th scope="row">{index + 1}. {worth.Improvement.Title}</th><td>""");
            if (known.Add(worth.Improvement.Id))
            {
                WriteEdits(html, worth);
            }
            else
            {
                html.Write($"""<span class="soft">as above</span>""");
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteEdits(HtmlText html, ImprovementWorth worth)
    {
        foreach (string edit in Changes.Edits(worth))
        {
            html.Write($"""<code class="edit">{edit}</code>""");
        }
    }
}
