using System.Text;
using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Terminal;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Writes an answer in the format that was asked for.</summary>
internal static class PredictRendering
{
    public static string Render(PredictAnswer answer, PredictFormat format, CommandHost host) => format switch
    {
        PredictFormat.Json => Json(answer),
        PredictFormat.Html => Html.PredictionPage.Render(answer),
        _ => Text(answer, host),
    };

    private static string Json(PredictAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, PredictionJson.Options))
        {
            AnswerJson.Write(answer, json);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

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
