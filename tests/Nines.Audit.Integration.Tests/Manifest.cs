using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nines.Audit.Integration.Tests;

/// <summary>Objects as people write them.</summary>
internal static class Manifest
{
    /// <summary>A workload whose pods have the label app with its name.</summary>
    /// <param name="kind">Deployment, StatefulSet or DaemonSet.</param>
    /// <param name="replicas">Null for none.</param>
    /// <param name="cpu">What each pod requests.</param>
    /// <param name="podSpec">More fields of the pod, as JSON without braces: <c>"nodeSelector":{"a":"b"}</c>.</param>
    /// <param name="spec">More fields of the workload likewise.</param>
    public static string Workload(string kind, string ns, string name, int? replicas, string cpu = "100m", string podSpec = "", string spec = "") => $$$"""
        {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}","labels":{"app":"{{{name}}}"} },
         "spec":{ {{{(replicas is { } number ? $"\"replicas\":{number}," : "")}}}{{{(spec.Length > 0 ? spec + "," : "")}}}"selector":{"matchLabels":{"app":"{{{name}}}"} },
          "template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{{{PodSpec(cpu, podSpec)}}} } } }
        """;

    public static string Deployment(string ns, string name, int replicas, string cpu = "100m", string podSpec = "") =>
        Workload("Deployment", ns, name, replicas, cpu, podSpec);

    public static string Pod(string ns, string name, string cpu = "100m", string podSpec = "") => $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}","labels":{"app":"{{{name}}}"} },"spec":{{{PodSpec(cpu, podSpec)}}} }
        """;

    /// <summary>A budget over the pods of a workload.</summary>
    public static string Budget(string ns, string name, string app, int minAvailable) => $$$"""
        {"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},
         "spec":{"minAvailable":{{{minAvailable}}},"selector":{"matchLabels":{"app":"{{{app}}}"} } } }
        """;

    /// <summary>A constraint over the pods of a workload, as the field that holds it.</summary>
    public static string Spread(string app, string key, bool isHard) => $$$"""
        "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"{{{key}}}","whenUnsatisfiable":"{{{(isHard ? "DoNotSchedule" : "ScheduleAnyway")}}}","labelSelector":{"matchLabels":{"app":"{{{app}}}"} } }]
        """;

    /// <summary>Where an object of a namespace is made.</summary>
    public static string Path(string json)
    {
        JsonNode body = JsonNode.Parse(json)!;
        string kind = body["kind"]!.GetValue<string>();
        string version = body["apiVersion"]!.GetValue<string>();
        string plural = kind == "StorageClass" ? "storageclasses" : kind.ToLowerInvariant() + "s";
        string root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        return body["metadata"]!["namespace"] is { } ns ? $"{root}/namespaces/{ns.GetValue<string>()}/{plural}" : $"{root}/{plural}";
    }

    public static string Namespace(string name) => $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":{{{JsonSerializer.Serialize(name)}}} } }""";

    private static string PodSpec(string cpu, string more) => $$$"""
        {{{{(more.Length > 0 ? more + "," : "")}}}"containers":[{"name":"c","image":"none","resources":{"requests":{"cpu":"{{{cpu}}}","memory":"64Mi"} } }]}
        """;
}
