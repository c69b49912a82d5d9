using System.Text.Json;
using System.Xml.Linq;
using Nines.Cli.Tests.BadInput;
using Nines.Testing.Schemas;

namespace Nines.Cli.Tests.Audit;

/// <summary>The verb as it is typed, on the experiment with replica sets.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private static readonly string s_cluster = NinesRun.At("examples", "replica-sets", "cluster.json");
    private static readonly string s_trials = NinesRun.At("examples", "replica-sets", "trials.json");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Of_five_deployments_only_e_is_exposed_by_update_domain_2()
    {
        JsonElement report = (await NinesRun.Of("audit", s_cluster, "-o", "json")).Json();

        JsonElement exposed = Workloads(report).Where(workload => workload.GetProperty("exposed").GetBoolean()).ShouldHaveSingleItem();
        exposed.GetProperty("name").GetString().ShouldBe("e");
        JsonElement loss = exposed.GetProperty("losses").EnumerateArray()
            .Where(level => level.GetProperty("exposed").GetBoolean() && level.GetProperty("canBeClosed").GetBoolean()).ShouldHaveSingleItem();
        loss.GetProperty("domainKind").GetString().ShouldBe("update-domain");
        report.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("code").GetString() == "NINE101").ShouldHaveSingleItem()
            .GetProperty("name").GetString().ShouldBe("e");
    }

    [Fact]
    public async Task Complete_turns_kinds_missing_from_a_list_into_kinds_without_objects()
    {
        static bool Judges(NinesRun run, string code) =>
            !run.Json().GetProperty("skippedChecks").EnumerateArray().Any(each => each.GetProperty("code").GetString() == code);

        NinesRun plain = await NinesRun.Of("audit", s_cluster, "-o", "json");
        Judges(plain, "NINE501").ShouldBeFalse();
        plain.Error.ShouldContain("--complete");
        NinesRun complete = await NinesRun.Of("audit", s_cluster, "-o", "json", "--complete");
        Judges(complete, "NINE501").ShouldBeTrue();
        complete.Error.ShouldNotContain("--complete");
    }

    [Fact]
    public async Task Exactly_six_of_ten_trials_are_exposed()
    {
        JsonElement report = (await NinesRun.Of("audit", s_trials, "-o", "json")).Json();

        Workloads(report).Where(workload => workload.GetProperty("exposed").GetBoolean()).Select(workload => workload.GetProperty("name").GetString())
            .Order().ShouldBe(["trial-02", "trial-03", "trial-05", "trial-06", "trial-08", "trial-09"]);
    }

    [Theory]
    [InlineData("error", 1)]
    [InlineData("warning", 1)]
    [InlineData("note", 1)]
    [InlineData("never", 0)]
    public async Task The_exit_code_follows_the_severity_that_fails(string level, int expected) =>
        (await NinesRun.Of("audit", s_cluster, "--fail-on", level)).ExitCode.ShouldBe(expected);

    [Fact]
    public async Task Without_errors_only_a_lower_level_fails()
    {
        (await NinesRun.Of("audit", s_cluster, "--fail-on", "error", "--workload", "b")).ExitCode.ShouldBe(0);
        (await NinesRun.Of("audit", s_cluster, "--fail-on", "error", "--ignore", "NINE101")).ExitCode.ShouldBe(0);
        (await NinesRun.Of("audit", s_cluster, "--ignore", "all", "--fail-on", "note")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task With_its_own_report_as_baseline_nothing_fails()
    {
        string file = _folder.At("before.json");
        (await NinesRun.Of("audit", s_cluster, "-o", "json", "--output-file", file)).ExitCode.ShouldBe(1);
        NinesRun run = await NinesRun.Of("audit", s_cluster, "--baseline", file, "--fail-on", "note");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ReplaceLineEndings(" ").ShouldContain("0 new, 0 worse, 0 gone");
    }

    [Fact]
    public async Task A_finding_that_the_baseline_ignored_counts_as_new()
    {
        string file = _folder.At("before.json");
        await NinesRun.Of("audit", s_cluster, "-o", "json", "--output-file", file, "--ignore", "NINE101");
        NinesRun run = await NinesRun.Of("audit", s_cluster, "--baseline", file, "--fail-on", "error", "-o", "json");

        run.ExitCode.ShouldBe(1);
        run.Json().GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("baseline").GetString() == "new").ShouldHaveSingleItem()
            .GetProperty("code").GetString().ShouldBe("NINE101");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public async Task Formats_of_json_are_json(string format) => (await NinesRun.Of("audit", s_cluster, "-o", format)).Json().ValueKind.ShouldBe(JsonValueKind.Object);

    [Fact]
    public async Task The_real_report_fits_its_schema()
    {
        NinesRun run = await NinesRun.Of("audit", s_trials, "-o", "json", "--ignore", "NINE301");

        StrictSchema.Open("audit").Faults(run.Json()).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_formats_report_the_same_findings()
    {
        (await NinesRun.Of("audit", s_cluster, "-o", "markdown")).Output.ShouldContain("| error | NINE101 | experiment/Deployment/e |");
        (await NinesRun.Of("audit", s_cluster, "-o", "html")).Output.ShouldContain("experiment/Deployment/e");
        XDocument.Parse((await NinesRun.Of("audit", s_cluster, "-o", "junit", "--fail-on", "error")).Output).Descendants("failure").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_runs_write_identical_output()
    {
        foreach (string format in (string[])["text", "json", "html", "sarif", "junit", "markdown"])
        {
            (await NinesRun.Of("audit", s_trials, "-o", format)).Output.ShouldBe((await NinesRun.Of("audit", s_trials, "-o", format)).Output, format);
        }
    }

    [Fact]
    public async Task Standard_input_is_read_with_a_dash() =>
        (await NinesRun.WithInput(await File.ReadAllTextAsync(s_cluster, TestLimit.Token), "audit", "-")).Output.ShouldContain("experiment/Deployment/e");

    [Fact]
    public async Task Without_file_and_kubeconfig_the_example_is_audited_with_a_note()
    {
        NinesRun run = await NinesRun.Of("audit");

        run.Error.ShouldContain("auditing the embedded example examples/replica-sets/cluster.json");
        run.Output.ShouldContain("experiment/Deployment/e");
    }

    [Fact]
    public async Task A_selection_excludes_other_workloads()
    {
        JsonElement report = (await NinesRun.Of("audit", s_cluster, "-o", "json", "-l", "app in (a,e)", "-n", "experiment")).Json();

        Workloads(report).Select(workload => workload.GetProperty("name").GetString()).Order().ShouldBe(["a", "e"]);
    }

    [Fact]
    public async Task Patches_are_written_into_a_new_folder_and_never_over_others()
    {
        string folder = _folder.At("fixes");
        NinesRun run = await NinesRun.Of("audit", s_cluster, "--fix", folder, "--trials", "5", "--workload", "e");

        run.Error.ShouldContain($"into {folder}");
        Directory.GetFiles(folder, "experiment-deployment-e.yaml").ShouldHaveSingleItem();
        Refusal.Of(await NinesRun.Of("audit", s_cluster, "--fix", folder)).ShouldHaveSingleItem().ShouldContain("is not empty");
    }

    [Fact]
    public async Task A_domain_table_takes_precedence_over_labels()
    {
        string table = _folder.Write("domains.csv", "node,update-domain\n" + string.Concat(Enumerable.Range(0, 20).Select(node => $"aks-pool-{node:00},{node}\n")));

        Workloads((await NinesRun.Of("audit", s_cluster, "--domains-file", table, "-o", "json")).Json()).ShouldNotContain(workload => workload.GetProperty("exposed").GetBoolean());
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("-o yaml", "expected text, json, html, sarif, junit, markdown")]
    [InlineData("-o sarf", "Did you mean 'sarif'?")]
    [InlineData("--fail-on errors", "Did you mean 'error'?")]
    [InlineData("--ignore NINE10", "'NINE10' is not a code")]
    [InlineData("--selector a>b", "expected key=value")]
    [InlineData("-A -n experiment", "contradict each other")]
    [InlineData("-n experimnt", "Did you mean 'experiment'?")]
    [InlineData("-l app=none", "no workload has these labels")]
    [InlineData("--workload f", "'f' is not the name of a workload")]
    [InlineData("--workload experiment/Deployment/ee", "Did you mean 'experiment/Deployment/e'?")]
    [InlineData("--baseline /no/such/file.json", "/no/such/file.json")]
    [InlineData("--domains-file /no/such/file.csv", "/no/such/file.csv")]
    [InlineData("--domain rack", "NAME=LABEL")]
    [InlineData("--seed -1", "--seed is '-1'")]
    [InlineData("--trials 0", "--trials is '0'")]
    [InlineData("--context any", "both a file and a live cluster")]
    [InlineData("--output-file /no/such/folder/out.txt", "/no/such/folder")]
    public async Task A_wrong_option_is_refused(string options, string expected)
    {
        NinesRun run = await NinesRun.Of(["audit", s_cluster, .. options.Split(' ')]);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("internal error");
    }

    [Fact]
    public async Task An_input_is_never_overwritten()
    {
        string file = _folder.Write("cluster.json", await File.ReadAllTextAsync(s_cluster, TestLimit.Token));

        Refusal.Of(await NinesRun.Of("audit", file, "-o", "json", "--output-file", Path.Combine(_folder.Folder, ".", "cluster.json"))).ShouldHaveSingleItem().ShouldContain("would overwrite");
        (await File.ReadAllTextAsync(file, TestLimit.Token)).ShouldBe(await File.ReadAllTextAsync(s_cluster, TestLimit.Token));
    }

    [Fact]
    public async Task An_unreachable_cluster_is_reported_with_the_reason()
    {
        string config = _folder.Write("config", """
            apiVersion: v1
            kind: Config
            current-context: down
            contexts: [{name: down, context: {cluster: down, user: me}}]
            clusters: [{name: down, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: me, user: {token: secret-token}}]
            """);
        NinesRun run = await NinesRun.Of("audit", "--kubeconfig", config, "--timeout", "30s");

        Refusal.Of(run).ShouldHaveSingleItem().ShouldContain("https://127.0.0.1:1");
        run.Error.ShouldNotContain("secret-token");
    }

    [Fact]
    public async Task An_ambiguous_workload_name_is_refused_with_the_candidates()
    {
        string text = (await File.ReadAllTextAsync(s_cluster, TestLimit.Token)).TrimEnd();
        string two = text[..text.LastIndexOf(']')] + """
            ,{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"e","namespace":"experiment","uid":"s"},"spec":{"replicas":0,"selector":{"matchLabels":{"x":"y"}},"template":{"metadata":{"labels":{"x":"y"}},"spec":{"containers":[]}}}}]}
            """;
        NinesRun run = await NinesRun.WithInput(two, "audit", "-", "--workload", "e");

        Refusal.Of(run).ShouldHaveSingleItem().ShouldContain("experiment/Deployment/e, experiment/StatefulSet/e");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"kind\":\"List\",\"items\":[{\"kind\":\"Pod\"")]
    [InlineData("<html>")]
    [InlineData("[1,2]")]
    public async Task A_file_without_a_cluster_is_refused(string text) => Refusal.Of(await NinesRun.WithInput(text, "audit", "-")).ShouldNotBeEmpty();

    [Fact]
    public async Task A_cancelled_run_ends_with_exit_code_130()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        (await NinesRun.Cancelled(cancelled.Token, "audit", s_cluster)).ExitCode.ShouldBe(130);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement[] Workloads(JsonElement report) => [.. report.GetProperty("workloads").EnumerateArray()];
}
