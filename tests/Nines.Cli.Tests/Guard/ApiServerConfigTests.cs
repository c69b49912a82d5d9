using Nines.Cli.Frame;

namespace Nines.Cli.Tests.Guard;

public sealed class ApiServerConfigTests
{
    [Fact]
    public async Task Files_are_written_into_a_folder_and_never_over_others()
    {
        string folder = Directory.CreateTempSubdirectory("nines-").FullName;
        try
        {
            string[] args = ["guard", "apiserver-config", "--server", "https://10.0.200.10", "--out", Path.Combine(folder, "new")];
            (await NinesRun.Of(args)).ExitCode.ShouldBe(ExitCode.Met);
            string kubeconfig = Path.Combine(folder, "new", "authorization-webhook.kubeconfig");
            (await File.ReadAllTextAsync(kubeconfig, TestLimit.Token)).ShouldContain("https://10.0.200.10/subjectaccessreviews");

            await File.WriteAllTextAsync(kubeconfig, "mine", TestLimit.Token);
            NinesRun again = await NinesRun.Of(args);
            again.ExitCode.ShouldBe(ExitCode.BadInput);
            again.Error.ShouldContain("--force");
            (await File.ReadAllTextAsync(kubeconfig, TestLimit.Token)).ShouldBe("mine");
            (await NinesRun.Of([.. args, "--force"])).ExitCode.ShouldBe(ExitCode.Met);
            (await File.ReadAllTextAsync(kubeconfig, TestLimit.Token)).ShouldNotBe("mine");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task All_errors_of_the_command_line_are_reported_at_once()
    {
        NinesRun run = await NinesRun.Of(
            "guard", "apiserver-config", "--server", "http://x/y", "--kubernetes-version", "1.2", "--folder", "here", "--timeout", "31s", "--only", "nothing");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        foreach (string option in (string[])["--server", "--kubernetes-version", "--folder", "--timeout", "--only"])
        {
            run.Error.ShouldContain(option);
        }
    }

    [Theory]
    [InlineData("authentication", "tokenreviews", "subjectaccessreviews")]
    [InlineData("authorization", "subjectaccessreviews", "tokenreviews")]
    public async Task One_kind_of_review_can_be_had_alone(string only, string there, string missing)
    {
        NinesRun run = await NinesRun.Of("guard", "apiserver-config", "--server", "https://guard:9443", "--only", only);
        run.Output.ShouldContain(there);
        run.Output.ShouldNotContain(missing);
    }
}
