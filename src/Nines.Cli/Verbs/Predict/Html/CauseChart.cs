using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Diagrams;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Downtime by cause as bars. Lengths are in percent, so that it fits any width while the text keeps its size.</summary>
internal static class CauseChart
{
    private const int MaxBars = 15;
    private const double RowHeight = 36;

    public static void Write(HtmlText html, JourneyPrediction journey, string id)
    {
        List<CauseDowntime> causes = [.. journey.DowntimeByCause.Take(MaxBars)];
        if (journey.DowntimeByCause.Length > MaxBars)
        {
            double rest = journey.DowntimeByCause.Skip(MaxBars).Sum(cause => cause.Unavailability);
            causes.Add(new CauseDowntime($"{journey.DowntimeByCause.Length - MaxBars:N0} more", rest));
        }

        (string unit, string spoken) = journey.Diagram is null ? (string.Empty, string.Empty) : (" min", " minutes a year");
        double largest = causes.Max(cause => cause.Unavailability);
        double height = causes.Count * RowHeight;
        html.Write($"""
            <svg class="chart" role="img" aria-labelledby="{id}-t {id}-d" width="100%" height="{height}">
            <title id="{id}-t">{PredictPhrases.CausesTitle(journey).Split(',')[0]}: {journey.Title}</title>
            <desc id="{id}-d">{string.Join("; ", causes.Select(cause => $"{cause.Cause}: {PredictPhrases.CauseAmount(journey, cause.Unavailability)}{spoken}"))}</desc>

            """);
        double y = 0;
        foreach (CauseDowntime cause in causes)
        {
            double length = largest > 0 ? Math.Clamp(cause.Unavailability / largest, 0.004, 1) * 100 : 0;
            html.Write($"""
                <text x="0" y="{y + 13}">{string.Join(' ', BoxText.Wrap(cause.Cause, 250).Take(1))}</text><text x="100%" y="{y + 13}" text-anchor="end">{PredictPhrases.CauseAmount(journey, cause.Unavailability)}{unit}</text>
                <rect class="track" x="0" y="{y + 18}" width="100%" height="8" rx="4"/><rect class="bar" x="0" y="{y + 18}" width="{length}%" height="8" rx="4"/>

                """);
            y += RowHeight;
        }

        html.Write($"</svg>\n");
    }
}
