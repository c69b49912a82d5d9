using System.Text.Json;

namespace Nines.Audit.Integration.Tests;

/// <summary>A pod as the server tells it.</summary>
internal sealed record SeenPod(string Namespace, string Name, string Uid, string App, string? Node, bool IsReady, bool IsTerminating)
{
    public static SeenPod Of(JsonElement pod)
    {
        JsonElement metadata = pod.GetProperty("metadata");
        bool isReady = pod.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("conditions", out JsonElement conditions)
            && conditions.EnumerateArray().Any(condition => condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True");
        return new SeenPod(
            metadata.GetProperty("namespace").GetString()!,
            metadata.GetProperty("name").GetString()!,
            metadata.GetProperty("uid").GetString()!,
            metadata.TryGetProperty("labels", out JsonElement labels) && labels.TryGetProperty("app", out JsonElement app) ? app.GetString()! : "",
            pod.GetProperty("spec").TryGetProperty("nodeName", out JsonElement node) ? node.GetString() : null,
            isReady,
            metadata.TryGetProperty("deletionTimestamp", out _));
    }
}
