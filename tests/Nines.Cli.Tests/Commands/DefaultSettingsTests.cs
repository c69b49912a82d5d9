using Nines.Cli.Frame;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Commands;

/// <summary>Defaults from .nines.yaml and from the environment.</summary>
public sealed class DefaultSettingsTests : IDisposable
{
    private static readonly string s_cluster = NinesRun.At("examples", "replica-sets", "cluster.json");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_command_line_overrides_variables_and_variables_override_the_file()
    {
        _folder.Write(".nines.yaml", "audit: { fail-on: never, output: json }\n");

        (await RunAsync("", "audit", s_cluster)).ExitCode.ShouldBe(ExitCode.Met);
        (await RunAsync("", "audit", s_cluster)).Json().GetProperty("schema").GetString().ShouldBe("nines.audit/v1");
        (await RunAsync("NINES_AUDIT_FAIL_ON=note", "audit", s_cluster)).ExitCode.ShouldBe(ExitCode.Missed);
        (await RunAsync("NINES_AUDIT_FAIL_ON=note", "audit", s_cluster, "--fail-on", "never")).ExitCode.ShouldBe(ExitCode.Met);
        (await RunAsync("", "audit", s_cluster, "-o", "text")).Output.ShouldContain("score");
    }

    [Fact]
    public async Task The_file_is_found_in_a_parent_up_to_the_root_of_the_repository()
    {
        _folder.Write(".nines.yaml", "audit: { fail-on: never }\n");
        string inner = Directory.CreateDirectory(_folder.At("repository/team")).FullName;

        (await RunInAsync(inner, "", "audit", s_cluster)).ExitCode.ShouldBe(ExitCode.Missed, "there is no repository");

        Directory.CreateDirectory(_folder.At("repository/.git"));
        (await RunInAsync(inner, "", "audit", s_cluster)).ExitCode.ShouldBe(ExitCode.Missed, "the file is above the repository");

        File.Move(_folder.At(".nines.yaml"), _folder.At("repository/.nines.yaml"));
        (await RunInAsync(inner, "", "audit", s_cluster)).ExitCode.ShouldBe(ExitCode.Met);
    }

    [Fact]
    public async Task A_path_is_relative_to_the_file_that_names_it()
    {
        _folder.Write(".nines.yaml", "audit: { rates: rates.yaml }\n");

        Refusal.Of(await RunAsync("", "audit", s_cluster)).ShouldHaveSingleItem().ShouldStartWith($"{_folder.At("rates.yaml")}: does not exist.");
    }

    [Fact]
    public async Task A_default_context_applies_to_live_clusters_and_a_default_namespace_yields_to_all()
    {
        _folder.Write(".nines.yaml", "audit: { context: prod, namespace: absent }\n");

        (await RunAsync("", "audit", s_cluster, "-A")).ExitCode.ShouldBe(ExitCode.Missed);
        Refusal.Of(await RunAsync("", "audit", s_cluster)).ShouldHaveSingleItem().ShouldContain("'absent'");
    }

    [Theory]
    [InlineData("audit: { fail-on: eror }", "--fail-on is 'eror'", ".nines.yaml:1:10")]
    [InlineData("audit: { failon: error }", ".nines.yaml:1:10: 'failon' is not an option of audit", "Did you mean 'fail-on'?")]
    [InlineData("audit: { kubeconfig: evil }", "'kubeconfig' is not an option of audit that has a default here", "")]
    [InlineData("audits: { fail-on: error }", "'audits' is not a verb with defaults", "Did you mean 'audit'?")]
    [InlineData("audit: 7", "is not a mapping; expected options of audit", "")]
    [InlineData("[1]", "is not a mapping; expected verbs and their options", "")]
    [InlineData("audit: { ignore: [{}] }", "audit.ignore is not a value", "")]
    [InlineData("audit: {", ".nines.yaml:2:1: This is not YAML", "")]
    public async Task An_invalid_default_is_refused_with_its_position(string yaml, string expected, string also)
    {
        _folder.Write(".nines.yaml", yaml);
        NinesRun run = await RunAsync("", "audit", s_cluster);

        Refusal.Of(run);
        run.Error.ShouldContain(expected);
        run.Error.ShouldContain(also);
    }

    [Fact]
    public async Task A_variable_that_is_not_the_default_of_an_option_is_refused() =>
        (await RunAsync("NINES_AUDIT_FAILON=error", "predict")).Error.ShouldContain("NINES_AUDIT_FAILON: is not the default of an option");

    [Fact]
    public async Task Config_shows_each_default_with_its_source()
    {
        _folder.Write(".nines.yaml", "predict:\n  timeout: 2m\naudit:\n  ignore: [NINE301, NINE302]\n");
        NinesRun text = await RunAsync("NINES_AUDIT_FAIL_ON=error", "config");
        NinesRun json = await RunAsync("NINES_AUDIT_FAIL_ON=error", "config", "-o", "json");

        text.Output.ShouldContain("  ignore: \"NINE301,NINE302\" ");
        text.Output.ShouldContain($"# {_folder.At(".nines.yaml")}:4:3");
        text.Output.ShouldContain("  # memory: 2048\n");
        (string?, string?, string?)[] set =
        [
            .. json.Json().GetProperty("settings").EnumerateArray().Where(item => item.GetProperty("source").GetString() is not null)
                .Select(item => (item.GetProperty("option").GetString(), item.GetProperty("value").GetString(), item.GetProperty("source").GetString())),
        ];
        set.ShouldBe(
        [
            ("timeout", "2m", $"{_folder.At(".nines.yaml")}:2:3"),
            ("ignore", "NINE301,NINE302", $"{_folder.At(".nines.yaml")}:4:3"),
            ("fail-on", "error", "NINES_AUDIT_FAIL_ON"),
        ]);

        // What it prints is a settings file again.
        _folder.Write(".nines.yaml", text.Output);
        (await RunAsync("", "config")).Output.ShouldContain("  fail-on: error");
    }

    [Fact]
    public async Task What_config_prints_is_read_back_whatever_the_values_look_like()
    {
        _folder.Write(".nines.yaml", "audit:\n  namespace: 'on'\n  rates: 'a: b #c'\n");
        string printed = (await RunAsync("", "config")).Output;
        printed.ShouldContain("  namespace: \"on\" ");
        _folder.Write(".nines.yaml", printed);
        NinesRun again = await RunAsync("", "config", "-o", "json");
        again.ExitCode.ShouldBe(0, again.Error);
        again.Json().GetProperty("settings").EnumerateArray().Where(item => item.GetProperty("source").GetString() is not null)
            .Select(item => item.GetProperty("value").GetString())
            .ShouldBe(["on", _folder.At("a: b #c")], ignoreOrder: true);
    }

    private Task<NinesRun> RunAsync(string variables, params string[] args) => RunInAsync(_folder.Folder, variables, args);

    private static Task<NinesRun> RunInAsync(string folder, string variables, params string[] args) => NinesRun.In(
        host => host with
        {
            WorkingFolder = folder,
            Environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        },
        args);
}
