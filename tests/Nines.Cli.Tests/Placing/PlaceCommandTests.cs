using System.Text.Json;

namespace Nines.Cli.Tests.Placing;

public sealed class PlaceCommandTests
{
    private const string Spread = """
              topologySpreadConstraints:
              - topologyKey: nines.dev/update-domain
                maxSkew: 1
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: web}}
              - topologyKey: topology.kubernetes.azure.com/fault-domain
                maxSkew: 1
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: web}}
        """;

    [Fact]
    public async Task Pods_without_constraints_sometimes_share_an_update_domain()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.Deployment(), "--snapshot", cluster.Write(), "--trials", "300", "-o", "json");
        run.ExitCode.ShouldBe(1);
        JsonElement workload = run.Json().GetProperty("workloads")[0];
        workload.GetProperty("namespace").GetString().ShouldBe("default");
        JsonElement level = workload.GetProperty("losses").EnumerateArray().Single(each => each.GetProperty("domainKind").GetString() == "update-domain");
        level.GetProperty("belowRequirement").GetProperty("share").GetDouble().ShouldBeInRange(0.25, 0.45);
        workload.GetProperty("trials").GetArrayLength().ShouldBe(300);
    }

    [Fact]
    public async Task Pods_with_constraints_never_share_an_update_domain()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.Deployment(constraints: Spread), "--snapshot", cluster.Write(), "-n", "shop");
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("shop/Deployment/web  (2 pods, 1 required; 200 trials, seed 1)");
        run.Output.ShouldContain("update domain      3  1 in 100 %  0 % (95 %: 0 % to 1.8 %)");
    }

    [Fact]
    public async Task The_first_trials_are_shown_as_a_table()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.Deployment(), "--snapshot", cluster.Write(), "--trials", "3", "--show", "2");
        string[] lines = run.Output.Split('\n');
        int header = Array.FindIndex(lines, line => line.Contains("Trial", StringComparison.Ordinal));
        lines[header].ShouldContain("fault domain 0 1");
        lines[header].ShouldContain("update domain 0 1 2");
        lines[header + 2].Trim().ShouldStartWith("1 ");
        lines[header + 3].Trim().ShouldStartWith("2 ");
        lines.ShouldNotContain(line => line.Trim().StartsWith("3 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_result()
    {
        using ClusterFile cluster = ClusterFile.Of();
        string[] args = ["place", cluster.Deployment(5), "--snapshot", cluster.Write(), "--seed", "7", "-o", "json"];
        (await NinesRun.Of(args)).Output.ShouldBe((await NinesRun.Of(args)).Output);
    }

    [Fact]
    public async Task Pods_that_do_not_fit_are_reported_with_the_reason()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.Deployment(), "--snapshot", cluster.Write(), "--replicas", "900", "--trials", "2", "--show", "0");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("In 2 trials a pod stayed Pending: 0/20 nodes are available: 20 Insufficient cpu");
    }

    [Fact]
    public async Task All_errors_of_the_input_are_reported_at_once()
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.At("missing.yaml"), "--snapshot", cluster.Write("broken.json", "{\"kind\": \"List\", \"items\": ["));
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("missing.yaml");
        run.Error.ShouldContain("broken.json");
        run.Error.ShouldContain("nothing was placed");
    }

    [Theory]
    [InlineData("--trials", "0")]
    [InlineData("--replicas", "-1")]
    [InlineData("--domain", "rack")]
    [InlineData("--azure-cloud", "moon")]
    public async Task An_option_out_of_range_is_refused_with_the_range(string option, string value)
    {
        using ClusterFile cluster = ClusterFile.Of();
        NinesRun run = await NinesRun.Of("place", cluster.Deployment(), "--snapshot", cluster.Write(), option, value);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("expected");
    }

    [Fact]
    public async Task A_manifest_without_pods_is_refused()
    {
        using ClusterFile cluster = ClusterFile.Of();
        string manifest = cluster.Write("pdb.yaml", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {maxUnavailable: 1, selector: {}}\n");
        NinesRun run = await NinesRun.Of("place", manifest, "--snapshot", cluster.Write());
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("contains no Deployment, StatefulSet, ReplicaSet or Pod");
    }
}
