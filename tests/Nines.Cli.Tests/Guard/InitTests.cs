using Nines.Cli.Frame;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Guard;

public sealed class InitTests
{
    [Fact]
    public async Task A_newcomer_is_led_from_the_authority_to_the_last_secret()
    {
        using var folder = new TemporaryFolder();
        string pki = folder.At("pki");
        (await NinesRun.Of("guard", "init", "ca", "--out", pki)).Error.ShouldContain($"next: nines guard init server --out {pki}");
        NinesRun server = await NinesRun.Of("guard", "init", "server", "--out", pki, "--service", "nines-guard", "--ip", "10.0.200.10");
        server.ExitCode.ShouldBe(ExitCode.Met);
        server.Error.ShouldContain("nines-guard.nines-guard.svc");
        server.Error.ShouldContain("10.0.200.10");
        server.Error.ShouldContain("kubectl -n NAMESPACE create secret generic NAME-tls");
        (await NinesRun.Of("guard", "init", "client", "--out", pki)).ExitCode.ShouldBe(ExitCode.Met);
        (await NinesRun.Of("guard", "init", "keys", "--out", pki)).ExitCode.ShouldBe(ExitCode.Met);
        (await NinesRun.Of("guard", "init", "password", "--out", pki)).ExitCode.ShouldBe(ExitCode.Met);
        Directory.GetFiles(pki).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["ca.crt", "ca.key", "cache.keys", "client.crt", "client.key", "password", "server.crt", "server.key"]);

        NinesRun rotated = await NinesRun.Of("guard", "init", "keys", "--out", pki, "--rotate", "--after", "1h");
        rotated.ExitCode.ShouldBe(ExitCode.Met);
        rotated.Error.ShouldContain("key 2 verifies at once");
        NinesRun tooSoon = await NinesRun.Of("guard", "init", "keys", "--out", pki, "--rotate");
        tooSoon.ExitCode.ShouldBe(ExitCode.BadInput);
        tooSoon.Error.ShouldContain("nothing was written");
    }

    [Fact]
    public async Task No_secret_is_ever_printed()
    {
        using var folder = new TemporaryFolder();
        string told = "";
        foreach (string[] args in (string[][])[["ca"], ["server", "--dns", "guard"], ["client"], ["keys"], ["password"], ["server", "--renew"], ["keys", "--rotate"], ["ca", "--rotate"]])
        {
            NinesRun run = await NinesRun.Of(["guard", "init", .. args, "--out", folder.Folder]);
            run.ExitCode.ShouldBe(ExitCode.Met, run.Error);
            told += run.Output + run.Error;
        }

        foreach (string name in (string[])["ca.key", "server.key", "client.key", "cache.keys", "password"])
        {
            foreach (string line in (await File.ReadAllLinesAsync(folder.At(name), TestLimit.Token)).Where(line => line.Length > 0 && line[0] is not '-' and not '#'))
            {
                foreach (string word in line.Split(' ').Where(word => word.Length >= 32))
                {
                    told.ShouldNotContain(word[..16]);
                }
            }
        }
    }

    [Theory]
    [InlineData("expected at least one of --service, --dns and --ip", "server")]
    [InlineData("--dns is '*.org'", "server", "--dns", "*.org", "--ip", "10.0.0.1")]
    [InlineData("--ip is '10.1'", "server", "--ip", "10.1")]
    [InlineData("--service is 'a.b.c'", "server", "--service", "a.b.c")]
    [InlineData("--valid is '59m'; expected 1h to 825d", "server", "--dns", "x", "--valid", "59m")]
    [InlineData("--valid is '826d'", "client", "--valid", "826d")]
    [InlineData("--valid is '21y'", "ca", "--valid", "21y")]
    [InlineData("--curve is 'p521'", "ca", "--curve", "p521")]
    [InlineData("--renew and --dns are given", "server", "--renew", "--dns", "x")]
    [InlineData("--renew and --force are given", "client", "--renew", "--force")]
    [InlineData("--rotate and --retire are given", "ca", "--rotate", "--retire")]
    [InlineData("--rotate and --force are given", "keys", "--rotate", "--force")]
    [InlineData("--name is ''", "client", "--name", "")]
    public async Task Errors_of_the_command_line_are_reported_and_nothing_is_written(string expected, params string[] args)
    {
        using var folder = new TemporaryFolder();
        NinesRun run = await NinesRun.Of(["guard", "init", .. args, "--out", folder.At("pki")]);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(expected);
        Directory.Exists(folder.At("pki")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unwritable_folder_is_reported()
    {
        using var folder = new TemporaryFolder();
        NinesRun run = await NinesRun.Of("guard", "init", "ca", "--out", folder.Write("file", "mine"));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldStartWith("nines: ");
        (await File.ReadAllTextAsync(folder.At("file"), TestLimit.Token)).ShouldBe("mine");
    }
}
