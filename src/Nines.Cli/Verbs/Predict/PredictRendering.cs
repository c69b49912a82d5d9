using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Terminal;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Writes an answer in the format that was asked for.</summary>
internal static class PredictRendering
{
    public static string Render(PredictAnswer answer, PredictFormat format, CommandHost host, OutputStamp stamp) => format switch
    {
        PredictFormat.Json => PredictJson.Render(answer, stamp),
        PredictFormat.Html => Html.PredictionPage.Render(answer, stamp),
        _ => Text(answer, host),
    };

    private static string Text(PredictAnswer answer, CommandHost host) => Terminals.Text(host, console =>
    {
        if (answer.Explanation is { } explanation)
        {
            ExplanationReport.Write(explanation, console);
            return;
        }

        PredictionReport.Write(answer.Predictions, console);
        Changes changes = new(answer.Predictions[0]);
        foreach (ScenarioResult scenario in answer.Scenarios)
        {
            ScenarioReport.Write(scenario, changes, console);
        }

        if (answer.Advice is { } advice)
        {
            AdviceReport.Write(advice, changes, console);
        }
    });
}
