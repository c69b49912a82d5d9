using System.Text.Json;
using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>One workload as an object: what it needs, what each domain takes, what is expected of it.</summary>
internal static class WorkloadJson
{
    public static void Write(WorkloadAudit audit, Utf8JsonWriter json)
    {
        Workload workload = audit.Workload;
        json.WriteStartObject();
        json.WriteString("subject", workload.Name.ToString());
        json.WriteString("namespace", workload.Name.Namespace);
        json.WriteString("kind", workload.Name.Kind);
        json.WriteString("name", workload.Name.Name);
        json.WriteNumber("replicas", workload.Replicas);
        json.WriteNumber("pods", workload.Pods.Length);
        json.WriteNumber("serving", audit.Serving);
        json.WriteBoolean("exposed", audit.IsExposed);
        if (audit.Requirement is { } need)
        {
            json.WriteStartObject("need");
            json.WriteNumber("pods", need.Pods);
            json.WriteString("source", Source(need.Source));
            json.WriteString("reason", need.Reason);
            json.WriteEndObject();
        }

        AuditJson.WriteList("losses", audit.Losses, json, loss => WriteAxis(loss, json));
        if (audit.Downtime is { } downtime)
        {
            WriteDowntime(downtime, json);
        }

        json.WriteEndObject();
    }

    private static void WriteAxis(LevelLoss loss, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("axis", loss.Level.Key);
        json.WriteBoolean("exposed", loss.IsExposed);
        json.WriteBoolean("canBeClosed", loss.CanBeClosed);
        json.WriteNumber("unknownPods", loss.UnknownPods);
        AuditJson.WriteList("domains", loss.Losses, json, domain =>
        {
            json.WriteStartObject();
            json.WriteString("domain", domain.Domain.Id);
            json.WriteNumber("lost", domain.Lost);
            json.WriteNumber("left", domain.Left);
            json.WriteEndObject();
        });
        if (loss.WorstPair is { } pair)
        {
            json.WriteStartObject("worstPair");
            json.WriteString("first", pair.First.Id);
            json.WriteString("second", pair.Second.Id);
            json.WriteNumber("lost", pair.Lost);
            json.WriteNumber("left", pair.Left);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDowntime(ExpectedDowntime downtime, Utf8JsonWriter json)
    {
        json.WriteStartObject("downtime");
        json.WriteNumber("unavailability", downtime.Unavailability.Value);
        json.WriteNumber("lower", downtime.Unavailability.Lower);
        json.WriteNumber("upper", downtime.Unavailability.Upper);
        json.WriteNumber("secondsPerYear", downtime.SecondsPerYear);
        if (downtime.MeetsObjective is { } meets)
        {
            json.WriteBoolean("meetsObjective", meets);
        }

        AuditJson.WriteList("causes", downtime.Causes, json, cause =>
        {
            json.WriteStartObject();
            json.WriteString("axis", cause.Key);
            json.WriteNumber("secondsPerYear", cause.SecondsPerYear);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static string Source(RequirementSource source) => source switch
    {
        RequirementSource.Stated => "stated",
        RequirementSource.Budget => "budget",
        RequirementSource.Quorum => "quorum",
        RequirementSource.Autoscaler => "autoscaler",
        _ => "assumed",
    };
}
