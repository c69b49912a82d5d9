using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Rbac;

/// <summary>An upstream that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedUpstream(ManualClock clock) : IUpstream
{
    private readonly ConcurrentQueue<UpstreamRequest> _seen = new();

    public Func<UpstreamRequest, CancellationToken, ValueTask<UpstreamAnswer>>? Behaviour { get; set; }

    /// <summary>Every request but those for operations.</summary>
    public UpstreamRequest[] Checks => [.. _seen.Where(request => request.Part == "rbac")];

    public UpstreamRequest[] All => [.. _seen];

    public UpstreamAnswer Answer(string body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body), "req-1", clock.GetTimestamp());

    public void Always(string body, int status = 200) => Behaviour = (_, _) => new(Answer(body, status));

    public void By(Func<UpstreamRequest, string> body) => Behaviour = (request, _) => new(Answer(body(request)));

    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        _seen.Enqueue(request);
        return await Behaviour!(request, cancellation);
    }

    /// <summary>The ids of the actions that a request asks about.</summary>
    public static string[] Actions(UpstreamRequest request)
    {
        using JsonDocument body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("Actions").EnumerateArray().Select(action => action.GetProperty("Id").GetString()!)];
    }

    /// <summary>One decision, as Azure writes it.</summary>
    public static string Decision(string action, string decision, long ttl = 300_000, string role = "/roles/1", string? deny = null) => $$"""
        {"accessDecision":"{{decision}}","actionId":"{{action}}","isDataAction":true,
         "roleAssignment":{{(decision == "Allowed" ? $$"""{"id":"{{role}}","roleDefinitionId":"r","principalId":"p","principalType":"User","scope":"/","condition":"","canDelegate":false}""" : "null")}},
         "denyAssignment":{{(deny is null ? "null" : $$"""{"id":"{{deny}}"}""")}},"timeToLiveInMs":{{ttl}}}
        """;

    /// <summary>The same decision about every action of a request.</summary>
    public static string Decisions(UpstreamRequest request, string decision, long ttl = 300_000) =>
        $"[{string.Join(',', Actions(request).Select(action => Decision(action, decision, ttl)))}]";
}
