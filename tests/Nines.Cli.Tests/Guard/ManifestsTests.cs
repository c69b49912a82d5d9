using Nines.Cli.Frame;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Guard;

public sealed class ManifestsTests
{
    private const string Image = "registry.example/nines:0.1.0";

    [Fact]
    public async Task A_folder_for_kustomize_is_written_and_never_over_another_one()
    {
        using var folder = new TemporaryFolder();
        string[] args = ["guard", "manifests", "--image", Image, "--out", folder.At("k8s")];
        (await NinesRun.Of(args)).ExitCode.ShouldBe(ExitCode.Met);
        string kustomization = await File.ReadAllTextAsync(folder.At("k8s/kustomization.yaml"), TestLimit.Token);
        kustomization.ShouldContain("- guard.yaml");
        (await File.ReadAllTextAsync(folder.At("k8s/config/policy.yaml"), TestLimit.Token)).ShouldContain("name: developers");
        NinesRun again = await NinesRun.Of(args);
        again.ExitCode.ShouldBe(ExitCode.BadInput);
        again.Error.ShouldContain("--force");
    }

    [Fact]
    public async Task Given_settings_and_policies_are_read_and_included()
    {
        using var folder = new TemporaryFolder();
        string config = folder.Write("guard.yaml", "log:\n  reviews: all\n");
        string policy = folder.Write("policy.yaml", "rules: []\n");
        NinesRun run = await NinesRun.Of("guard", "manifests", "--image", Image, "--redis", "none", "--config", config, "--policy", policy);
        run.ExitCode.ShouldBe(ExitCode.Met);
        run.Output.ShouldContain("reviews: all");
        run.Output.ShouldContain("# config/policy.yaml\nrules: []\n");

        folder.Write("guard.yaml", "log:\n  reviews: some\n");
        folder.Write("policy.yaml", "rules: [{ name: x }]\n");
        NinesRun bad = await NinesRun.Of("guard", "manifests", "--image", Image, "--config", config, "--policy", policy);
        bad.ExitCode.ShouldBe(ExitCode.BadInput);
        bad.Error.ShouldContain("policy.yaml:1:");
        bad.Error.ShouldContain("nothing was written");
        folder.Write("policy.yaml", "rules: []\n");
        (await NinesRun.Of("guard", "manifests", "--image", Image, "--config", config, "--policy", policy)).Error.ShouldContain("guard.yaml:2:12: 'some' is not a value of log.reviews");
    }

    [Fact]
    public async Task All_errors_of_the_command_line_are_reported_at_once()
    {
        NinesRun run = await NinesRun.Of(
            "guard", "manifests", "--image", "", "--name", "Guard!", "--cluster-ip", "here", "--apiserver-network", "10.0.0.1/8x", "--replicas", "1");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        foreach (string option in (string[])["--image", "--name", "--cluster-ip", "--apiserver-network", "--replicas"])
        {
            run.Error.ShouldContain(option);
        }
    }
}
