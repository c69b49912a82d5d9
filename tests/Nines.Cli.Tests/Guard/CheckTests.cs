using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Testing.Processes;

namespace Nines.Cli.Tests.Guard;

public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_of_init_pass_and_errors_have_a_line_and_an_exit_code()
    {
        string[] settings = await InitAsync();
        NinesRun fine = await NinesRun.Of(["guard", "check", .. settings, "--server", "https://guard.example.com", "--client", At("client.crt"), "--strict"]);
        fine.ExitCode.ShouldBe(ExitCode.Met, fine.Output + fine.Error);
        fine.Output.ShouldContain("ok       certificate  ");
        fine.Output.ShouldContain("skipped  azure        azure.resource-id is not set");
        fine.Output.ShouldEndWith("No problems found.\n");
        fine.Error.ShouldBeEmpty();

        // Notes count only with --strict.
        NinesRun less = await NinesRun.Of(["guard", "check", .. settings]);
        less.ExitCode.ShouldBe(ExitCode.Met);
        less.Output.ShouldContain("note     certificate");
        (await NinesRun.Of(["guard", "check", .. settings, "--strict"])).ExitCode.ShouldBe(ExitCode.Missed);

        NinesRun wrong = await NinesRun.Of(["guard", "check", .. settings, "--server", "https://10.0.0.1"]);
        wrong.ExitCode.ShouldBe(ExitCode.Missed);
        wrong.Output.ShouldContain($"error    certificate  {At("server.crt")}: is for guard.example.com, and not for 10.0.0.1; expected");
        wrong.Output.ShouldContain("1 error, 1 note.");
    }

    [Fact]
    public async Task Json_of_settings_from_a_file_names_the_wrong_key()
    {
        string[] settings = await InitAsync();
        string file = _folder.Write("guard.yaml", $"tls:\n  certificate: {At("server.crt")}\n  key: {At("client.key")}\n  clientCa: {At("ca.crt")}\n");
        NinesRun run = await NinesRun.Of("guard", "check", "--config", file, "-o", "json");
        run.ExitCode.ShouldBe(ExitCode.Missed, run.Error);
        JsonElement root = run.Json();
        root.GetProperty("schema").GetString().ShouldBe("nines.guard.check/v1");
        root.GetProperty("errors").GetInt32().ShouldBe(1);
        root.GetProperty("checks").EnumerateArray().SelectMany(check => check.GetProperty("findings").EnumerateArray())
            .Single(finding => finding.GetProperty("severity").GetString() == "error").GetProperty("where").GetString().ShouldBe(At("client.key"));
        settings.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("--server is 'http://x'; expected https://HOST", "--server", "http://x")]
    [InlineData("--redis-admin and --redis-admin-password-file go together", "--redis-admin", "default")]
    [InlineData("--timeout is '0'; expected 1s to 5m", "--timeout", "0")]
    [InlineData("tls.certificate is missing", "--limits-queue", "1")]
    [InlineData("no-file", "--redis-admin", "default", "--redis-admin-password-file", "no-file")]
    public async Task Errors_of_the_command_line_are_reported_and_nothing_is_checked(string expected, params string[] args)
    {
        NinesRun run = await NinesRun.Of(["guard", "check", .. args]);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(expected);
        run.Output.ShouldBeEmpty();
    }

    private string At(string name) => Path.Combine(_folder.Path, "pki", name);

    private async Task<string[]> InitAsync()
    {
        string pki = Path.Combine(_folder.Path, "pki");
        foreach (string[] args in (string[][])[["ca"], ["server", "--dns", "guard.example.com"], ["client"]])
        {
            (await NinesRun.Of(["guard", "init", .. args, "--out", pki])).ExitCode.ShouldBe(ExitCode.Met);
        }

        return ["--tls-certificate", At("server.crt"), "--tls-key", At("server.key"), "--tls-client-ca", At("ca.crt")];
    }
}
