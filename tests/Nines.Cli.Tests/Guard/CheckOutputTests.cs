using System.Collections.Immutable;
using System.Text.Json;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Guard;
using Nines.Guard.Cache;
using Nines.Guard.Serving;
using Nines.Guard.Setup.Check;
using Nines.Testing.Schemas;
using Nines.Text;

namespace Nines.Cli.Tests.Guard;

public sealed class CheckOutputTests
{
    private static readonly OutputStamp s_stamp = new(
        new ToolStamp("nines", "1.2.3"), new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), InputSource.FromFiles(["guard.yaml"]));

    [Fact]
    public void Text_has_one_line_for_each_fact_and_finding()
    {
        CheckText.Write(Sample()).ShouldBe(
            """
            ok       certificate  server.crt is for here
            error    certificate  server.key: is of another; expected its key. Fix: create one.
            warning  certificate  server.key: has mode 0644; expected 0600. Fix: chmod.
            skipped  azure        not set
            note     clock        Redis: is silent; expected a time. Fix: ask.
            1 error, 1 warning, 1 note.

            """);
        CheckText.Write(new CheckReport([new("files", null, ["good"], [])])).ShouldBe("ok       files  good\nNo problems found.\n");
    }

    [Fact]
    public void Json_contains_the_same_under_its_schema()
    {
        using var document = JsonDocument.Parse(CheckDocument.Render(Sample(), s_stamp));
        JsonElement root = document.RootElement;
        (root.GetProperty("errors").GetInt32(), root.GetProperty("warnings").GetInt32(), root.GetProperty("notes").GetInt32()).ShouldBe((1, 1, 1));
        root.GetProperty("tool").GetProperty("version").GetString().ShouldBe("1.2.3");
        root.GetProperty("source").GetProperty("files")[0].GetString().ShouldBe("guard.yaml");
        JsonElement[] checks = [.. root.GetProperty("checks").EnumerateArray()];
        checks.Select(check => check.GetProperty("name").GetString()).ShouldBe(["certificate", "azure", "clock"]);
        checks[0].GetProperty("findings")[0].EnumerateObject().Select(field => (field.Name, field.Value.GetString())).ShouldBe(
            [("severity", "error"), ("where", "server.key"), ("what", "is of another"), ("expected", "its key"), ("fix", "create one")]);
        checks[0].TryGetProperty("skipped", out _).ShouldBeFalse();
        checks[1].GetProperty("skipped").GetString().ShouldBe("not set");
        CheckSchema("guard-check", root);
    }

    [Fact]
    public void The_state_of_caches_follows_its_schema()
    {
        var state = new StoreState
        {
            Kind = "redis-sentinel",
            Shared = true,
            Epoch = 3,
            Servers = [new StoreServer("a:6379", "primary", true)],
            NearEntries = 2,
            NearBytes = 2048,
            NearHits = 3,
            SharedHits = 1,
            Misses = 4,
            Rejected = ImmutableSortedDictionary<string, long>.Empty.Add("signature", 2),
            Degraded = [new DegradedWindow(s_stamp.Time, null, "no primary")],
        };
        using var document = JsonDocument.Parse(CacheDocument.Render(
            [CacheReport.Create("guard-0", state, (4, 1))], s_stamp with { Source = InputSource.FromServers([new Uri("https://guard-0:9443"), new Uri("https://guard-1:9443")]) }));
        JsonElement replica = document.RootElement.GetProperty("replicas")[0];
        replica.GetProperty("hitRatio").GetDouble().ShouldBe(0.5);
        replica.GetProperty("rejected").GetProperty("signature").GetInt32().ShouldBe(2);
        replica.GetProperty("degraded")[0].GetProperty("to").ValueKind.ShouldBe(JsonValueKind.Null);
        document.RootElement.GetProperty("source").GetProperty("servers").EnumerateArray().Select(server => server.GetString())
            .ShouldBe(["https://guard-0:9443/", "https://guard-1:9443/"]);
        CheckSchema("guard-cache", document.RootElement);
    }

    private static void CheckSchema(string name, JsonElement document) => StrictSchema.Open(name).Faults(document).ShouldBeEmpty();

    private static CheckReport Sample() => new(
    [
        new("certificate", null, ["server.crt is for here"],
        [
            new CheckFinding(Severity.Error, "server.key", "is of another", "its key", "create one"),
            new CheckFinding(Severity.Warning, "server.key", "has mode 0644", "0600", "chmod."),
        ]),
        new("azure", "not set", [], []),
        new("clock", null, [], [new CheckFinding(Severity.Note, "Redis", "is silent", "a time", "ask")]),
    ]);
}
