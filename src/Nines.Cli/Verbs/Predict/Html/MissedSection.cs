using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Objectives that are missed or not known, which a reader looks for first, and the answers to recovery objectives.</summary>
internal static class MissedSection
{
    public const string Id = "objectives";

    /// <summary>Lists the objectives that are not met, of all files; nothing when no file has an objective.</summary>
    public static void Write(HtmlText html, ImmutableArray<Prediction> predictions)
    {
        if (predictions.All(prediction => prediction.Journeys.All(journey => journey.Objective is null && journey.Recovery.IsEmpty)))
        {
            return;
        }

        string[] missed = [.. predictions.SelectMany(prediction => Missed(prediction).Select(text => predictions.Length > 1 ? $"{prediction.System.Name}: {text}" : text))];
        html.Write($"""<section aria-labelledby="{Id}"><h2 id="{Id}">Objectives not met</h2>{"\n"}""");
        if (missed.Length == 0)
        {
            html.Write($"""<p>None.</p>{"\n"}""");
        }
        else
        {
            html.Write($"""<ul class="notes">{"\n"}""");
            foreach (string text in missed)
            {
                html.Write($"""<li class="worst">{text}</li>{"\n"}""");
            }

            html.Write($"</ul>\n");
        }

        html.Write($"</section>\n");
    }

    /// <summary>The table of the recovery objectives of one file; nothing without any.</summary>
    public static void WriteRecovery(HtmlText html, Prediction prediction)
    {
        ImmutableArray<(string Journey, RecoveryResult Result)> results = LossPhrases.Recovery(prediction);
        if (results.IsEmpty)
        {
            return;
        }

        html.Write($"""
            <h2>{LossPhrases.RecoveryTitle}</h2>
            <p>{LossPhrases.RecoveryNote}</p>
            <div class="scroll"><table class="stack"><thead><tr><th scope="col">Journey</th><th scope="col">Objective</th><th scope="col" class="n">Limit</th><th scope="col" class="n">Predicted</th><th scope="col">Verdict</th><th scope="col">Worst loss</th></tr></thead><tbody>

            """);
        foreach ((string journey, RecoveryResult result) in results)
        {
            string mood = result.Verdict switch { RecoveryVerdict.Met => "best", RecoveryVerdict.Missed => "worst", _ => "soft" };
            html.Write($"""<tr><th scope="row">{journey}</th><td>{LossPhrases.Objective(result)}</td><td class="n"><span class="narrow">Limit </span>{Figures.Clock(result.Max.TotalSeconds)}</td><td class="n"><span class="narrow">Predicted </span>{LossPhrases.Predicted(result)}</td><td><span class="{mood}">{LossPhrases.Verdict(result.Verdict)}</span></td><td>{LossPhrases.Why(result)}</td></tr>{"\n"}""");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static IEnumerable<string> Missed(Prediction prediction)
    {
        foreach (JourneyPrediction journey in prediction.Journeys.Where(journey => journey.Objective is { Met: false }))
        {
            yield return $"{journey.Title}: availability {Figures.Availability(journey.Unavailability.Value)} ({PredictPhrases.Objective(journey.Objective!)})";
        }

        foreach ((string journey, RecoveryResult result) in LossPhrases.Recovery(prediction).Where(entry => entry.Result.Verdict != RecoveryVerdict.Met))
        {
            string found = result.Verdict == RecoveryVerdict.Missed ? $"predicted {LossPhrases.Predicted(result)}" : LossPhrases.Verdict(result.Verdict);
            yield return $"{journey}: {LossPhrases.Objective(result)} {Figures.Clock(result.Max.TotalSeconds)}, {found} ({LossPhrases.Why(result)})";
        }
    }
}
