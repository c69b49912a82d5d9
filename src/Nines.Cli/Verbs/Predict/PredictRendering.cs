using System.Text;
using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Terminal;
using Nines.Environments.Predictions;
using Spectre.Console;

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

    private static string Text(PredictAnswer answer, CommandHost host)
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = host.Width;
        if (answer.Explanation is { } explanation)
        {
            ExplanationReport.Write(explanation, console);
            return text.ToString();
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

        return text.ToString();
    }
}
