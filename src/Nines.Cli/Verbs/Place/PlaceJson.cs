using System.Text;
using System.Text.Json;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Predict;
using Nines.Domains;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Cli.Verbs.Place;

/// <summary>A study of placements for scripts: every trial, and what they say together.</summary>
internal static class PlaceJson
{
    private const string Version = "nines.place/v1";

    public static string Write(PlaceReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, PredictionJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteNumber("trials", report.Options.Trials);
            json.WriteNumber("seed", report.Options.Seed);
            json.WriteStartArray("axes");
            foreach (DomainLevel level in report.Domains.Levels)
            {
                json.WriteStartObject();
                json.WriteString("key", level.Key);
                json.WriteString("label", level.SpreadLabel);
                json.WriteNumber("domains", report.Domains.Of(level).Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("workloads");
            foreach (WorkloadPlacement placement in report.Workloads)
            {
                Write(json, placement);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, WorkloadPlacement placement)
    {
        json.WriteStartObject();
        json.WriteString("kind", placement.Workload.Name.Kind);
        json.WriteString("namespace", placement.Workload.Name.Namespace);
        json.WriteString("name", placement.Workload.Name.Name);
        json.WriteNumber("pods", placement.Pods);
        json.WriteNumber("need", placement.Requirement.Pods);
        json.WriteString("needReason", placement.Requirement.Reason);
        json.WriteBoolean("replacesPresent", placement.Replaces);
        json.WriteStartArray("axes");
        foreach (LevelOutcome outcome in placement.Levels)
        {
            json.WriteStartObject();
            json.WriteString("key", outcome.Level.Key);
            Write(json, "domainsUsed", outcome.DomainsUsed);
            Write(json, "podsLeft", outcome.Left);
            Write(json, "fewerThanNeeded", outcome.Exposed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("pending");
        foreach (UnplacedReason reason in placement.Unplaced)
        {
            json.WriteStartObject();
            json.WriteString("message", reason.Message);
            json.WriteNumber("trials", reason.Trials);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("trials");
        foreach (PlaceTrial trial in placement.Trials)
        {
            Write(json, trial);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlaceTrial trial)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", trial.Seed);
        json.WriteNumber("pending", trial.Unplaced);
        foreach (LevelCounts counts in trial.Levels)
        {
            json.WriteStartObject(counts.Level.Key);
            foreach ((string id, int pods) in counts.Pods)
            {
                json.WriteNumber(id, pods);
            }

            if (counts.Unknown > 0)
            {
                json.WriteNumber("", counts.Unknown);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Distribution distribution)
    {
        json.WriteStartObject(name);
        foreach ((int value, int count) in distribution.Counts)
        {
            json.WriteNumber(value.ToString(System.Globalization.CultureInfo.InvariantCulture), count);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("share", share.Value);
        json.WriteNumber("lower", share.Lower);
        json.WriteNumber("upper", share.Upper);
        json.WriteEndObject();
    }
}
