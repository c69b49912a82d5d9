using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Nines.Testing.ControlPlane;

/// <summary>Does what kubelets do to the API: pods that are placed run and are Ready, pods that are to end are gone.</summary>
internal sealed class PodKeeper(PlaneRequests requests, FakeNodesOptions options, Func<string, bool> isAlive)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _round;
    private long _changedAt = TimeProvider.System.GetTimestamp();
    private int _addresses;

    /// <summary>Time since a pod changed.</summary>
    public TimeSpan Quiet => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _changedAt));

    /// <summary>The last error; null when there was none.</summary>
    public string? Fault { get; private set; }

    /// <summary>Looks at all pods again: nodes have changed.</summary>
    public void LookAgain()
    {
        lock (_gate)
        {
            _round?.Cancel();
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            lock (_gate)
            {
                _round = round;
            }

            try
            {
                // From 0 it begins with all that is there, each time.
                await foreach (string line in requests.LinesAsync("/api/v1/pods?watch=true&resourceVersion=0&timeoutSeconds=60", round.Token))
                {
                    using var happened = JsonDocument.Parse(line);
                    Volatile.Write(ref _changedAt, TimeProvider.System.GetTimestamp());
                    if (happened.RootElement.GetProperty("type").GetString() is "ADDED" or "MODIFIED")
                    {
                        await KeepAsync(happened.RootElement.GetProperty("object"), cancellation);
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
            {
                Fault = exception.Message;
                await Task.Delay(100, cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // A new round.
            }
            finally
            {
                lock (_gate)
                {
                    _round = null;
                }
            }
        }
    }

    private async Task KeepAsync(JsonElement pod, CancellationToken cancellation)
    {
        JsonElement metadata = pod.GetProperty("metadata");
        string name = metadata.GetProperty("name").GetString()!;
        string space = metadata.GetProperty("namespace").GetString()!;
        if (!pod.GetProperty("spec").TryGetProperty("nodeName", out JsonElement node) || !isAlive(node.GetString()!))
        {
            return;
        }

        string path = $"/api/v1/namespaces/{space}/pods/{name}";
        if (metadata.TryGetProperty("deletionTimestamp", out _))
        {
            await requests.DeleteAsync(
                path, cancellation, $$$"""{"gracePeriodSeconds":0,"preconditions":{"uid":{{{JsonSerializer.Serialize(metadata.GetProperty("uid").GetString())}}} } }""");
            return;
        }

        bool wanted = options.BecomesReady(space, name);
        if (Phase(pod) is "Succeeded" or "Failed" || (Phase(pod) == "Running" && IsReady(pod) == wanted))
        {
            return;
        }

        try
        {
            await requests.PatchAsync(path + "/status", Status(pod, wanted), cancellation, "strategic-merge");
        }
        catch (HttpRequestException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It went meanwhile.
        }
    }

    private string Status(JsonElement pod, bool isReady)
    {
        string now = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        bool isNew = Phase(pod) != "Running";
        string ready = isReady ? "True" : "False";
        string conditions = string.Join(',', new[] { ("Initialized", "True"), ("Ready", ready), ("ContainersReady", ready), ("PodScheduled", "True") }
            .Select(each => $$"""{"type":"{{each.Item1}}","status":"{{each.Item2}}","lastTransitionTime":"{{now}}"}"""));
        string containers = string.Join(',', pod.GetProperty("spec").GetProperty("containers").EnumerateArray().Select(container =>
        {
            string name = JsonSerializer.Serialize(container.GetProperty("name").GetString());
            string image = JsonSerializer.Serialize(container.GetProperty("image").GetString());
            return $$$"""
                {"name":{{{name}}},"image":{{{image}}},"imageID":"","restartCount":0,"ready":{{{(isReady ? "true" : "false")}}},"started":true,
                 "state":{"running":{"startedAt":"{{{now}}}"} } }
                """;
        }));
        return $$$"""{"status":{"phase":"Running",{{{(isNew ? Start(now) : "")}}}"conditions":[{{{conditions}}}],"containerStatuses":[{{{containers}}}]} }""";
    }

    private string Start(string now)
    {
        int number = Interlocked.Increment(ref _addresses);
        string address = string.Create(CultureInfo.InvariantCulture, $"10.{64 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}");
        return $$"""
            "startTime":"{{now}}","hostIP":"127.0.0.1","podIP":"{{address}}","podIPs":[{"ip":"{{address}}"}],
            """;
    }

    private static string? Phase(JsonElement pod) =>
        pod.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("phase", out JsonElement phase) ? phase.GetString() : null;

    private static bool IsReady(JsonElement pod) => pod.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions)
        && conditions.EnumerateArray().Any(condition => condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True");
}
