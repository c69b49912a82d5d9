using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Nines.Kubernetes.Tests.Fake;

/// <summary>One Lease as kube-apiserver keeps it: each write has a version, and a patch of another version is refused.</summary>
internal sealed class FakeLease
{
    private readonly Lock _gate = new();
    private JsonObject? _lease;
    private int _version = 100;

    /// <summary>Answers every request with this status while it is not 0.</summary>
    public int Fault { get; set; }

    /// <summary>Called before a patch is looked at, once: somebody else may be faster.</summary>
    public Action? BeforePatch { get; set; }

    public int Writes { get; private set; }

    public string? Holder => Spec("holderIdentity")?.GetValue<string>();

    public JsonNode? Spec(string name)
    {
        lock (_gate)
        {
            return _lease?["spec"]?[name]?.DeepClone();
        }
    }

    /// <summary>Somebody writes it.</summary>
    public void Write(string holder, int seconds, string renewed)
    {
        lock (_gate)
        {
            _lease ??= [];
            Merge(_lease, (JsonObject)JsonNode.Parse($$$"""{"spec":{"holderIdentity":"{{{holder}}}","leaseDurationSeconds":{{{seconds}}},"renewTime":"{{{renewed}}}"}}""")!);
            Stamp();
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        if (Fault != 0)
        {
            await FakeApiServer.Status(context, Fault, "X", "as the test wants");
            return;
        }

        JsonObject? body = null;
        if (context.Request.Method != "GET")
        {
            body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            Action? before = context.Request.Method == "PATCH" ? BeforePatch : null;
            BeforePatch = null;
            before?.Invoke();
        }

        (int code, string text) = Do(context.Request.Method, body);
        await (code < 300 ? FakeApiServer.Json(context, text, code) : FakeApiServer.Status(context, code, text, text));
    }

    private (int Code, string Text) Do(string method, JsonObject? body)
    {
        lock (_gate)
        {
            switch (method)
            {
                case "GET" when _lease is not null:
                    return (200, _lease.ToJsonString());
                case "POST" when _lease is null:
                    _lease = body!;
                    break;
                case "POST":
                    return (409, "AlreadyExists");
                case "PATCH" when _lease is not null && (string?)body!["metadata"]!["resourceVersion"] == $"{_version}":
                    Merge(_lease, body);
                    break;
                case "PATCH" when _lease is not null:
                    return (409, "Conflict");
                default:
                    return (404, "NotFound");
            }

            Writes++;
            Stamp();
            return (200, _lease!.ToJsonString());
        }
    }

    private void Stamp()
    {
        _version++;
        _lease!["metadata"] = new JsonObject { ["name"] = "lead", ["resourceVersion"] = $"{_version}" };
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string name, JsonNode? value) in from)
        {
            if (value is JsonObject deeper && into[name] is JsonObject there)
            {
                Merge(there, deeper);
            }
            else
            {
                into[name] = value is null || value.GetValueKind() == JsonValueKind.Null ? null : value.DeepClone();
            }
        }
    }
}
