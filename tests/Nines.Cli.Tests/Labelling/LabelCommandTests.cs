using Nines.Cli.Tests.Placing;

namespace Nines.Cli.Tests.Labelling;

public sealed class LabelCommandTests
{
    private const string Table = "node,update-domain,fault-domain\nn00,0,\nn01,1,1\n";

    [Fact]
    public async Task For_a_snapshot_the_labels_are_printed_as_commands()
    {
        using ClusterFile cluster = ClusterFile.Of(labels: false);
        NinesRun run = await NinesRun.Of("label", cluster.Write(), "--domains-file", cluster.Write("t.csv", Table));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBe(
            """
            kubectl label node n00 --overwrite nines.dev/update-domain=0
            kubectl label node n01 --overwrite nines.dev/fault-domain=1 nines.dev/update-domain=1

            """);
        run.Error.ShouldContain("18 nodes that the table does not name");
    }

    [Fact]
    public async Task Correct_labels_are_not_written_again()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("label", cluster.Write(), "--domains-file", cluster.Write("t.csv", "node,update-domain\nn00,0\nn01,1\n"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBe("# All labels are already correct.\n");
    }

    [Fact]
    public async Task Domains_are_read_from_Azure()
    {
        await using AzureSite azure = await AzureSite.StartAsync(20);
        using ClusterFile cluster = ClusterFile.Of(labels: false, providerId: AzureSite.ProviderId);
        NinesRun run = await NinesRun.In(azure.World, "label", cluster.Write(), "--azure");
        run.ExitCode.ShouldBe(0, run.Error);
        string[] lines = run.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(20);
        lines[4].ShouldBe("kubectl label node n04 --overwrite nines.dev/fault-domain=apps-0 nines.dev/update-domain=apps-1");
    }

    [Fact]
    public async Task Verbose_prints_each_request_with_its_status_and_no_token()
    {
        await using AzureSite azure = await AzureSite.StartAsync(20);
        using ClusterFile cluster = ClusterFile.Of(labels: false, providerId: AzureSite.ProviderId);
        NinesRun quiet = await NinesRun.In(azure.World, "label", cluster.Write(), "--azure");
        NinesRun verbose = await NinesRun.In(azure.World, "label", cluster.Write(), "--azure", "-v");

        verbose.Output.ShouldBe(quiet.Output);
        string[] requests = [.. verbose.Error.Split('\n').Where(line => line.StartsWith("nines: GET https://127.0.0.1:", StringComparison.Ordinal))];
        requests.ShouldContain(line => line.Contains("/virtualMachineScaleSets/apps", StringComparison.Ordinal) && line.Contains(" 200 ", StringComparison.Ordinal));
        requests.ShouldAllBe(line => line.EndsWith(" ms", StringComparison.Ordinal));
        quiet.Error.ShouldNotContain("nines: GET");
        verbose.Error.ShouldNotContain("Bearer");
    }

    [Fact]
    public async Task A_table_takes_precedence_over_Azure()
    {
        await using AzureSite azure = await AzureSite.StartAsync(20);
        using ClusterFile cluster = ClusterFile.Of(labels: false, providerId: AzureSite.ProviderId);
        NinesRun run = await NinesRun.In(azure.World, "label", cluster.Write(), "--azure", "--domains-file", cluster.Write("t.csv", "node,update-domain\nn04,mine\n"));
        run.Output.ShouldContain("kubectl label node n04 --overwrite nines.dev/fault-domain=apps-0 nines.dev/update-domain=mine\n");
    }

    [Fact]
    public async Task Without_permission_the_reason_is_reported_and_nothing_is_written()
    {
        await using AzureSite azure = await AzureSite.StartAsync(20, mayRead: false);
        using ClusterFile cluster = ClusterFile.Of(labels: false, providerId: AzureSite.ProviderId);
        NinesRun run = await NinesRun.In(azure.World, "label", cluster.Write(), "--azure");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBe("# No failure domain of any node is known.\n");
        run.Error.ShouldContain("403");
    }

    [Fact]
    public async Task Without_a_source_of_domains_the_command_is_refused()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("label", cluster.Write());
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--azure, or --domains-file FILE");
    }

    [Fact]
    public async Task An_invalid_table_is_reported_with_its_lines_and_nothing_is_written()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("label", cluster.Write(), "--domains-file", cluster.Write("t.csv", "node,update-domain\nn00,0\nn00,1\nn01,a b\n"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("t.csv:3:");
        run.Error.ShouldContain("t.csv:4:");
        run.Error.ShouldContain("nothing was labeled");
    }

    [Fact]
    public async Task An_unreachable_server_is_reported_within_the_timeout()
    {
        using ClusterFile cluster = ClusterFile.Of();
        string config = cluster.Write("config", """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: secret-canary}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        NinesRun run = await NinesRun.Of("label", "--kubeconfig", config, "--domains-file", cluster.Write("t.csv", Table), "--timeout", "20s");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("127.0.0.1:1");
        run.Error.ShouldNotContain("secret-canary");
    }
}
