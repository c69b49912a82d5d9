using Nines.Cli.Frame;

namespace Nines.Cli.Tests.Guard;

public sealed class ServeTests
{
    [Fact]
    public async Task A_guard_shows_its_cache_and_forgets_it_on_demand_and_ends_well()
    {
        await using ServedGuard guard = await ServedGuard.StartAsync();
        NinesRun shown = await NinesRun.Of(["guard", "cache", .. guard.Client]);
        shown.ExitCode.ShouldBe(ExitCode.Met, shown.Error);
        shown.Output.ShouldContain("memory, not shared, epoch 0");
        shown.Output.ShouldContain("no lookups yet");

        NinesRun purged = await NinesRun.Of(["guard", "purge", .. guard.Client]);
        purged.ExitCode.ShouldBe(ExitCode.Met, purged.Error);
        purged.Error.ShouldContain("epoch 1");
        (await NinesRun.Of(["guard", "cache", "-o", "json", .. guard.Client])).Json().GetProperty("replicas")[0].GetProperty("epoch").GetInt64().ShouldBe(1);

        NinesRun ended = await guard.StopAsync();
        ended.ExitCode.ShouldBe(ExitCode.Met);
        NinesRun gone = await NinesRun.Of(["guard", "cache", .. guard.Client]);
        gone.ExitCode.ShouldBe(ExitCode.Missed);
        gone.Error.ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task A_client_of_another_authority_learns_nothing()
    {
        await using ServedGuard guard = await ServedGuard.StartAsync();
        await using ServedGuard other = await ServedGuard.StartAsync();
        NinesRun run = await NinesRun.Of(
            "guard", "cache", "--server", $"https://localhost:{guard.ReviewsPort}", "--ca", guard.At("ca.crt"), "--certificate", other.At("client.crt"), "--key", other.At("client.key"));
        run.ExitCode.ShouldBe(ExitCode.Missed);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_without_certificates_are_reported_by_name()
    {
        await using ServedGuard guard = await ServedGuard.StartAsync();
        NinesRun run = await NinesRun.Of(
            "guard", "cache", "--server", $"https://localhost:{guard.ReviewsPort}", "--ca", guard.At("ca.key"), "--certificate", guard.At("client.crt"), "--key", guard.At("client.key"));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("ca.key");
    }

    [Fact]
    public async Task All_errors_of_the_settings_are_reported_and_nothing_is_served()
    {
        NinesRun run = await NinesRun.Of("guard", "serve", "--limits-queue", "many", "--cache-store", "rediss");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("--limits-queue");
        run.Error.ShouldContain("--cache-store");
        run.Error.ShouldContain("nothing is served");
    }

    [Fact]
    public async Task Missing_and_faulty_files_are_reported_before_the_guard_listens()
    {
        NinesRun run = await NinesRun.Of(
            "guard", "serve", "--tls-certificate", "no.crt", "--tls-key", "no.key", "--tls-client-ca", "no-ca.crt", "--policy-file", "no.yaml",
            "--tokens-file", "no.csv", "--cache-store", "redis", "--cache-redis-addresses", "a:b:c", "--cache-key-file", "no.keys");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        foreach (string file in (string[])["no.crt", "no.key", "no-ca.crt", "no.yaml", "no.csv", "no.keys"])
        {
            run.Error.ShouldContain(file);
        }
    }

    [Fact]
    public async Task Effective_settings_are_shown_with_their_origin()
    {
        NinesRun run = await NinesRun.Of("guard", "config", "--changed", "--tls-certificate", "a", "--tls-key", "b", "--tls-client-ca", "c", "--policy-deny-unmatched");
        run.ExitCode.ShouldBe(ExitCode.Met, run.Error);
        run.Output.ShouldContain("denyUnmatched: true");
        run.Output.ShouldContain("# --policy-deny-unmatched");
        run.Output.ShouldNotContain("connectionAge");
    }
}
