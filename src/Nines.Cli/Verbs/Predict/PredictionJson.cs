using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Reliability;
using Nines.Reliability.CutSets;
using Nines.Reliability.Importance;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;

namespace Nines.Cli.Verbs.Predict;

/// <summary>
/// Predictions as JSON for scripts. The keys are a contract, described by <c>schemas/predict.schema.json</c>:
/// new keys may be added under the same version, and none changes its meaning.
/// </summary>
internal static class PredictionJson
{
    public const string Schema = "nines.predict/v1";

    /// <summary>Indented; text stays readable, since this is never embedded in a page.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the predictions and a line end to <paramref name="stream"/>, which stays open.</summary>
    public static void Write(IReadOnlyList<Prediction> predictions, Stream stream)
    {
        using (Utf8JsonWriter json = new(stream, Options))
        {
            Write(predictions, json);
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes the predictions as one object.</summary>
    public static void Write(IReadOnlyList<Prediction> predictions, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFiles(predictions, json);
        json.WriteEndObject();
    }

    /// <summary>Writes the version and the predictions into an object that is open.</summary>
    public static void WriteFiles(IReadOnlyList<Prediction> predictions, Utf8JsonWriter json)
    {
        json.WriteString("schema", Schema);
        json.WriteStartArray("files");
        foreach (Prediction prediction in predictions)
        {
            json.WriteStartObject();
            json.WriteString("file", prediction.File);
            json.WriteStartArray("journeys");
            foreach (JourneyPrediction journey in prediction.Journeys)
            {
                WriteJourney(json, journey);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteJourney(Utf8JsonWriter json, JourneyPrediction journey)
    {
        BoundedProbability unavailability = journey.Unavailability;
        json.WriteStartObject();
        json.WriteString("name", journey.Name);
        json.WriteString("title", journey.Title);
        json.WriteBoolean("exact", unavailability.IsExact);
        json.WriteNumber("unavailability", unavailability.Value);
        json.WriteNumber("availability", 1 - unavailability.Value);
        WriteFinite(json, "nines", Downtime.Nines(unavailability.Value));
        json.WriteNumber("lower", unavailability.Lower);
        json.WriteNumber("upper", unavailability.Upper);
        json.WriteNumber("downtimeSecondsPerYear", Downtime.PerYear(unavailability.Value));
        json.WriteNumber("downtimeSecondsPerMonth", Downtime.PerMonth(unavailability.Value));
        WriteFrequency(json, journey.Frequency);
        WriteObjective(json, journey.Objective);
        WriteCutSets(json, journey);
        WriteImportance(json, journey);
        json.WriteStartObject("bounds");
        json.WriteBoolean("independent", false);
        json.WriteNumber("lower", journey.WithoutIndependence.Lower);
        json.WriteNumber("upper", journey.WithoutIndependence.Upper);
        json.WriteEndObject();
        WriteCauses(json, journey.DowntimeByCause);
        WriteSharing(json, journey.Sharing);
        WriteMonth(json, journey.Month);
        json.WriteEndObject();
    }

    private static void WriteSharing(Utf8JsonWriter json, Sharing? sharing)
    {
        if (sharing is null)
        {
            return;
        }

        json.WriteStartObject("sharing");
        json.WriteNumber("unavailabilityIfCopied", sharing.Unavailability);
        json.WriteStartArray("components");
        foreach (string component in sharing.Components)
        {
            json.WriteStringValue(component);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFrequency(Utf8JsonWriter json, FailureFrequency? frequency)
    {
        if (frequency is null)
        {
            return;
        }

        // Something that never fails has no mean up time; the key is then left out.
        if (double.IsFinite(frequency.MeanUpTimeHours))
        {
            json.WriteNumber("meanUpTimeSeconds", frequency.MeanUpTimeHours * 3600);
        }

        if (double.IsFinite(frequency.MeanDownTimeHours))
        {
            json.WriteNumber("meanDownTimeSeconds", frequency.MeanDownTimeHours * 3600);
        }
    }

    private static void WriteObjective(Utf8JsonWriter json, ObjectiveResult? objective)
    {
        if (objective is null)
        {
            return;
        }

        json.WriteStartObject("objective");
        json.WriteNumber("availability", 1 - objective.MaxUnavailability);
        json.WriteBoolean("met", objective.Met);
        WriteFinite(json, "errorBudgetUsed", objective.ErrorBudgetUsed);
        json.WriteEndObject();
    }

    private static void WriteCutSets(Utf8JsonWriter json, JourneyPrediction journey)
    {
        if (journey.CutSets is not { } summary)
        {
            return;
        }

        json.WriteStartObject("minimalCutSets");
        // Counts pass 2^53, beyond which many JSON readers lose digits: hence text.
        json.WriteString("count", summary.Count?.ToString());
        json.WriteBoolean("complete", summary.IsComplete);
        json.WriteStartArray("byOrder");
        for (int order = 0; order < summary.CountByOrder.Length; order++)
        {
            if (summary.CountByOrder[order] > UInt128.Zero)
            {
                json.WriteStartObject();
                json.WriteNumber("order", order);
                json.WriteString("count", summary.CountByOrder[order].ToString());
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("top");
        foreach (MinimalCutSet cutSet in journey.TopCutSets)
        {
            json.WriteStartObject();
            json.WriteNumber("order", cutSet.Order);
            json.WriteNumber("probability", cutSet.Probability);
            json.WriteStartArray("events");
            foreach (int index in cutSet.Events)
            {
                json.WriteStringValue(journey.Components[index].Id);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImportance(Utf8JsonWriter json, JourneyPrediction journey)
    {
        json.WriteStartArray("importance");
        foreach (EventImportance importance in journey.Importance)
        {
            Component component = journey.Components[importance.Event];
            json.WriteStartObject();
            json.WriteString("event", component.Id);
            json.WriteNumber("unavailability", importance.Unavailability);
            WriteFinite(json, "birnbaum", importance.Birnbaum);
            WriteFinite(json, "criticality", importance.Criticality);
            WriteFinite(json, "diagnostic", importance.Diagnostic);
            WriteFinite(json, "raw", importance.RiskAchievementWorth);
            WriteFinite(json, "rrw", importance.RiskReductionWorth);
            WriteFinite(json, "fussellVesely", importance.FussellVesely);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCauses(Utf8JsonWriter json, ImmutableArray<CauseDowntime> causes)
    {
        json.WriteStartArray("downtimeByCause");
        foreach (CauseDowntime cause in causes)
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.Cause);
            json.WriteNumber("secondsPerYear", Downtime.PerYear(cause.Unavailability));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMonth(Utf8JsonWriter json, MonthOutlook? month)
    {
        if (month is null)
        {
            return;
        }

        json.WriteStartObject("month");
        json.WriteNumber("months", month.Months);
        // A seed has 64 bits, and many JSON readers keep 53: hence text.
        json.WriteString("seed", month.Seed.ToString());
        WriteEstimate(json, "missesTarget", month.MissesTarget);
        if (month.ExpectedCredit is { } credit)
        {
            WriteEstimate(json, "expectedCredit", credit);
        }

        WriteEstimate(json, "meanUnavailability", month.MeanUnavailability);
        json.WriteStartArray("quantiles");
        foreach (MonthQuantile quantile in month.Quantiles)
        {
            json.WriteStartObject();
            json.WriteNumber("probability", quantile.Probability);
            WriteEstimate(json, "unavailability", quantile.Unavailability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        WriteFinite(json, "value", estimate.Value);
        WriteFinite(json, "lower", estimate.Lower);
        WriteFinite(json, "upper", estimate.Upper);
        json.WriteEndObject();
    }

    /// <summary>JSON has no infinity: null stands for it.</summary>
    private static void WriteFinite(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
