using System.Globalization;
using System.Net;
using Nines.FakeAzure.Faults;
using Nines.Guard.Integration.Tests.Redis;
using Nines.Guard.Integration.Tests.Site;
using Nines.Testing.Processes;
using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Azure;

/// <summary>The program as users run it, with Entra ID and Azure RBAC, against a stand-in for Azure that counts what it is asked.</summary>
public sealed class AzureGuardTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Tokens_authenticate_role_assignments_authorize_and_a_removed_role_stops_working_after_its_time_to_live()
    {
        TimeSpan ttl = TimeSpan.FromSeconds(2);
        await using FakeCompany company = await FakeCompany.StartAsync(ttl, Cancel);
        await using GuardSite site = await GuardSite.StartAsync(1, (folder, _) => company.Settings(folder), Cancel);
        using Reviewer reviewer = Reviewer.Of(site, 0);
        string token = company.DeveloperToken;
        (string name, string[] groups, string oid) = (await reviewer.WhoAsync(token, Cancel))!.Value;
        (name, oid, groups.Length).ShouldBe((FakeCompany.DeveloperName, FakeCompany.Developer, 0));
        (await reviewer.WhoAsync(company.OperatorToken, Cancel))!.Value.Groups.ShouldBe([FakeCompany.Operators]);
        (await reviewer.WhoAsync(token[..^8] + "AAAAAAAA", Cancel)).ShouldBeNull();

        (await reviewer.MayReadPodsAsync("dev", Cancel)).ShouldBe((true, "upstream", HttpStatusCode.OK));
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        (await reviewer.MayReadPodsAsync("kube-system", Cancel)).Allowed.ShouldBe(false);

        company.TakeDevelopersRole();
        await Task.Delay(ttl + TimeSpan.FromSeconds(1), Cancel);
        (await reviewer.MayReadPodsAsync("dev", Cancel)).ShouldBe((false, "upstream", HttpStatusCode.OK));

        string seen = site.Replicas[0].Process.Output + await site.Replicas[0].OperationsAsync("/metrics", Cancel);
        seen.ShouldContain(FakeCompany.DeveloperName);
        seen.ShouldNotContain(FakeCompany.Secret);
        seen.ShouldNotContain(token.Split('.')[2]);
        seen.ShouldNotContain(token.Split('.')[1]);
        seen.ShouldContain("nines_guard_upstream_calls_total{part=\"rbac\",outcome=\"answered\"}");
    }

    [Fact]
    public async Task Any_number_of_identical_misses_over_all_replicas_is_one_call_to_Azure()
    {
        Assert.SkipWhen(StoreTesting.Missing is not null, StoreTesting.Missing ?? "");
        await using FakeCompany company = await FakeCompany.StartAsync(s_long, Cancel);
        await using RedisNode redis = await StoreTesting.StartServerAsync(Cancel);
        using TempFolder keys = await KeysAsync();
        await using GuardSite site = await GuardSite.StartAsync(3, (folder, _) => [.. company.Settings(folder), .. Shared(folder, redis, keys)], Cancel);
        Reviewer[] reviewers = [.. Enumerable.Range(0, 3).Select(replica => Reviewer.Of(site, replica))];
        company.Server.Faults.Set(PathKind.CheckAccess, new Fault(LatencyMs: 300));
        (bool? Allowed, string Source, HttpStatusCode Status)[] answers =
            await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => reviewers[caller % 3].MayReadPodsAsync("dev", Cancel)));
        answers.ShouldAllBe(answer => answer.Allowed == true);
        company.ChecksOf(FakeCompany.Developer).ShouldBe(1);
        answers.Count(answer => answer.Source == "upstream").ShouldBe(1);
        Array.ForEach(reviewers, reviewer => reviewer.Dispose());
    }

    [Fact]
    public async Task Without_Azure_cached_decisions_are_served_and_others_are_errors()
    {
        Assert.SkipWhen(StoreTesting.Missing is not null, StoreTesting.Missing ?? "");
        await using FakeCompany company = await FakeCompany.StartAsync(s_long, Cancel);
        await using RedisNode redis = await StoreTesting.StartServerAsync(Cancel);
        using TempFolder keys = await KeysAsync();
        await using GuardSite site = await GuardSite.StartAsync(2, (folder, _) => [.. company.Settings(folder), .. Shared(folder, redis, keys)], Cancel);
        using Reviewer first = Reviewer.Of(site, 0);
        using Reviewer second = Reviewer.Of(site, 1);
        (await first.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        company.GoDown();
        (await first.MayReadPodsAsync("dev", Cancel)).Source.ShouldBe("near-cache");
        (await second.MayReadPodsAsync("dev", Cancel)).ShouldBe((true, "shared-cache", HttpStatusCode.OK));
        for (int attempt = 0; attempt < 20; attempt++)
        {
            (bool? allowed, _, HttpStatusCode status) = await first.MayReadPodsAsync("kube-system", Cancel);
            allowed.ShouldBeNull();
            status.ShouldBeOneOf(HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable);
        }

        // Longer than a failure is put up with: what is cached can still be answered.
        await Task.Delay(TimeSpan.FromSeconds(12), Cancel);
        (await site.Replicas[0].OperationsAsync("/readyz", Cancel)).ShouldBe("ok\n");
        (await first.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        company.ComeBack();
        await UntilAsync(async () => (await first.MayReadPodsAsync("kube-system", Cancel)).Allowed == false);
        company.AllowsOf(FakeCompany.Developer).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_replica_that_cannot_answer_is_not_ready_with_a_reason_and_recovers()
    {
        await using FakeCompany company = await FakeCompany.StartAsync(TimeSpan.FromSeconds(1), Cancel);
        await using GuardSite site = await GuardSite.StartAsync(1, (folder, _) => company.Settings(folder), Cancel);
        using Reviewer reviewer = Reviewer.Of(site, 0);
        GuardReplica replica = site.Replicas[0];
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        company.GoDown();
        await UntilAsync(async () =>
        {
            (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldNotBe(false);
            return await replica.OperationsAsync("/readyz", Cancel) is null;
        });
        using (var client = new HttpClient())
        {
            using HttpResponseMessage response = await client.GetAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{replica.OperationsPort}/readyz")), Cancel);
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await response.Content.ReadAsStringAsync(Cancel)).ShouldStartWith("Azure does not answer and nothing is cached: rbac: ");
        }

        // Nobody asks it while it is not ready.
        company.ComeBack();
        await UntilAsync(async () => await replica.OperationsAsync("/readyz", Cancel) == "ok\n");
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        replica.Process.Output.ShouldContain("\"azure-fails\"");
        replica.Process.Output.ShouldContain("\"azure-answers\"");
    }

    private static async Task<TempFolder> KeysAsync()
    {
        var folder = new TempFolder();
        await GuardProgram.RunAsync(Cancel, "guard", "init", "keys", "--out", folder.Path);
        return folder;
    }

    private static IEnumerable<string> Shared(TempFolder folder, RedisNode redis, TempFolder keys) =>
    [
        "--cache-store", "redis", "--cache-redis-addresses", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis.Port}"),
        "--cache-redis-password-file", folder.Write("redis-password", redis.Password), "--cache-key-file", Directory.GetFiles(keys.Path).Single(),
    ];

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(100, limit.Token);
        }
    }
}
