using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Effect of each scenario on each journey.</summary>
internal static class ScenarioSection
{
    public const string Id = "what-if";

    public static void Write(HtmlText html, PredictAnswer answer, Changes changes)
    {
        if (answer.Scenarios.IsEmpty)
        {
            return;
        }

        html.Write($"""<section aria-labelledby="{Id}"><h2 id="{Id}">What if</h2>{"\n"}""");
        foreach (ScenarioResult scenario in answer.Scenarios)
        {
            WriteOne(html, scenario, changes);
        }

        html.Write($"</section>\n");
    }

    private static void WriteOne(HtmlText html, ScenarioResult scenario, Changes changes)
    {
        html.Write($"""
            <h3><code>{scenario.Scenario.Title}</code></h3>
            <div class="scroll"><table><thead><tr><th scope="col">Journey</th><th scope="col" class="n">Now</th><th scope="col" class="n">Then</th><th scope="col" class="n">Down a year</th><th scope="col" class="n">Change</th></tr></thead><tbody>

            """);
        foreach (JourneyChange journey in scenario.Journeys)
        {
            string difference = Figures.Difference(journey.Before, journey.After);
            string mood = difference == Figures.NoChange ? "soft" : journey.After > journey.Before ? "worst" : "best";
            html.Write($"""<tr><th scope="row">{changes.Title(journey.Journey)}""");
            if (changes.Objective(journey) is { } objective)
            {
                html.Write($"""<br><span class="{mood}">{objective}</span>""");
            }

            html.Write($"""</th><td class="n">{Figures.Availability(journey.Before)}</td><td class="n">{Figures.Availability(journey.After)}</td><td class="n">{Figures.DowntimePerYear(journey.After)}</td><td class="n"><span class="{mood}">{difference}</span></td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
        if (!scenario.Gone.IsEmpty)
        {
            html.Write($"<p>No longer there: {string.Join(", ", scenario.Gone.Select(changes.Title))}.</p>\n");
        }

        if (!scenario.Added.IsEmpty)
        {
            html.Write($"<p>New: {string.Join(", ", Changes.Added(scenario))}.</p>\n");
        }
    }
}
