using System.Text.Json;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Predictions;
using Nines.Reliability;

namespace Nines.Cli.Verbs.Predict;

/// <summary>The predictions, and beside them what was asked further: <c>whatIf</c> and <c>advice</c>.</summary>
internal static class AnswerJson
{
    public static void Write(PredictAnswer answer, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        PredictionJson.WriteFiles(answer.Predictions, json);
        if (!answer.Scenarios.IsEmpty)
        {
            json.WriteStartArray("whatIf");
            foreach (ScenarioResult scenario in answer.Scenarios)
            {
                Write(scenario, json);
            }

            json.WriteEndArray();
        }

        if (answer.Advice is { } advice)
        {
            json.WriteStartObject("advice");
            Write("alone", advice.Alone, json);
            Write("combined", advice.Combined, json);
            json.WriteNumber("untried", advice.Untried);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(ScenarioResult scenario, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("scenario", scenario.Scenario.Title);
        Write(scenario.Journeys, json);
        json.WriteEndObject();
    }

    private static void Write(string name, IReadOnlyList<ImprovementWorth> improvements, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (ImprovementWorth worth in improvements)
        {
            json.WriteStartObject();
            json.WriteString("id", worth.Improvement.Id);
            json.WriteString("title", worth.Improvement.Title);
            json.WriteNumber("savedSecondsPerYear", Downtime.PerYear(worth.Saved));
            json.WriteNumber("lostSecondsPerYear", Downtime.PerYear(worth.Lost));
            Write(worth.Journeys, json);
            json.WriteStartArray("changes");
            foreach (FileEdit edit in worth.Edits)
            {
                json.WriteStartObject();
                json.WriteString("path", edit.Path);
                json.WriteString("from", edit.From);
                json.WriteString("to", edit.To);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(IReadOnlyList<JourneyChange> journeys, Utf8JsonWriter json)
    {
        json.WriteStartArray("journeys");
        foreach (JourneyChange journey in journeys)
        {
            json.WriteStartObject();
            json.WriteString("name", journey.Journey);
            json.WriteNumber("unavailabilityBefore", journey.Before);
            json.WriteNumber("unavailabilityAfter", journey.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
