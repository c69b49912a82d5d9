using System.Text.Json;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.Testing;
using Nines.Testing.Consistency;
using Nines.Testing.Processes;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class AnswerLogTests
{
    [Fact]
    public async Task The_caller_gets_the_id_of_the_answer()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);
        LoggedAnswer logged = cloud.Server.Answers.Read().Single();
        reply.Headers.GetValues("x-ms-request-id").Single().ShouldBe(logged.Id);
        logged.Kind.ShouldBe(PathKind.CheckAccess);
        logged.Principal.ShouldBe(Cloud.Guard);
        logged.TimeToLiveMs.ShouldBe(300_000);
        logged.Question.ShouldContain(Cloud.PodsRead);

        cloud.Server.Tenant.Set(settings => settings with { AnswerIdsInAssignments = true });
        using HttpResponseMessage named = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);
        (await Cloud.JsonAsync(named))[0].GetProperty("roleAssignment").GetProperty("id").GetString()!.ShouldEndWith("/" + cloud.Server.Answers.Read()[1].Id);
    }

    [Fact]
    public async Task Questions_have_equal_keys_when_they_ask_the_same_and_only_then()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string[] groups = [Cloud.Operators, Cloud.Developer];
        (string Scope, string Oid, string[] Actions, string[] Groups)[] asked =
        [
            (Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], groups),
            (Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], [.. groups.Reverse()]),
            (Cloud.Cluster.ToUpperInvariant(), Cloud.Operator, [Cloud.PodsRead], groups),
            (Cloud.Cluster + "/namespaces/dev", Cloud.Operator, [Cloud.PodsRead], groups),
            (Cloud.Cluster, Cloud.Developer, [Cloud.PodsRead], groups),
            (Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead, Cloud.PodsRead], groups),
            (Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], []),
        ];
        foreach ((string scope, string oid, string[] actions, string[] named) in asked)
        {
            using HttpResponseMessage reply = await cloud.CheckAsync(scope, oid, actions, groups: named);
        }

        string[] keys = [.. cloud.Server.Answers.Read().Select(answer => answer.Key)];
        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldBe(keys[0]);
        keys[2..].Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Old_answers_are_forgotten_and_numbers_go_on()
    {
        using var log = new AnswerLog(3, null);
        for (int times = 0; times < 5; times++)
        {
            (long number, string id) = log.Begin();
            log.Decide(Made(number, id));
        }

        log.Read().Select(answer => answer.Number).ShouldBe([3, 4, 5]);
        log.Read(after: 3, most: 1).Single().Number.ShouldBe(4);
        log.Clear();
        log.Read().ShouldBeEmpty();
        log.Begin().Number.ShouldBe(6);
    }

    [Fact]
    public void No_two_runs_share_an_id()
    {
        using var one = new AnswerLog(1, null);
        using var two = new AnswerLog(1, null);
        one.Begin().Id.ShouldNotBe(two.Begin().Id);
    }

    [Fact]
    public async Task A_file_gets_each_answer_as_a_line_without_tokens_and_secrets()
    {
        using var folder = new TempFolder();
        string file = folder.File("answers.jsonl");
        await using (Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { AnswerFile = file, MaxAnswers = 1, Algorithm = "ES256" }))
        {
            for (int times = 0; times < 3; times++)
            {
                using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);
            }

            using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "https://graph.microsoft.com/.default"), new("client_id", Cloud.GuardApp), new("client_secret", Cloud.Secret)]);
            using HttpResponseMessage token = await cloud.Http.PostAsync($"/{FakeAzureOptions.UsualTenant}/oauth2/v2.0/token", form);
            token.EnsureSuccessStatusCode();
        }

        string[] lines = await File.ReadAllLinesAsync(file);
        lines.Length.ShouldBe(4);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt64()).ShouldBe([1, 2, 3, 4], ignoreOrder: true);
        string.Concat(lines).ShouldNotContain(Cloud.Secret + "\"");
        string.Concat(lines).ShouldNotContain("eyJ");
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(61, 1)]
    public async Task The_history_of_answers_shows_which_replica_served_one_for_too_long(int seconds, int violations)
    {
        var clock = new ManualClock();
        await using Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock, Algorithm = "ES256" });
        cloud.Server.Tenant.Set(settings => settings with { TimeToLiveMs = 60_000 });
        using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);
        string id = reply.Headers.GetValues("x-ms-request-id").Single();
        await UntilAsync(() => cloud.Server.Answers.Read().Single().Answered is not null);
        var history = new History { Calls = [.. cloud.Server.Answers.Read().Select(AzureCalls.From)] };
        string key = history.Calls.Single().Key;
        clock.Advance(TimeSpan.FromSeconds(seconds));
        TimeSpan now = clock.Passed;
        history = history with { Reviews = [new Review(0, key, Nines.Testing.Consistency.Verdict.Allow, id, "near", now, now)] };
        ConsistencyChecker.Check(history, new CheckSettings { Replicas = 1 }).Counts.Values.Sum().ShouldBe(violations);
    }

    private static LoggedAnswer Made(long number, string id) =>
        new(number, id, PathKind.Graph, "", "", AnswerVerdict.Given, 0, 200, "", "", default, null, null);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int times = 0; !isSo(); times++)
        {
            times.ShouldBeLessThan(5_000);
            await Task.Delay(2);
        }
    }
}
