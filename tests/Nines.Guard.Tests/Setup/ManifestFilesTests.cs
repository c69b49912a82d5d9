using System.Collections.Immutable;
using System.Text.Json;
using Nines.Guard.Setup.Manifests;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Tests.Setup;

public sealed class ManifestFilesTests
{
    private static readonly ManifestSettings s_settings = new()
    {
        Image = "registry.example/nines:0.1.0",
        Guard = new GuardNeeds { SettingsYaml = "listen: 0.0.0.0:9443\n", PolicyYaml = "rules: []\n" },
        ClusterIp = "10.0.200.10",
        ApiServerNetworks = ["10.240.0.0/16", "10.241.0.0/16"],
    };

    public static TheoryData<string> Placements => [.. Enum.GetNames<RedisPlacement>()];

    [Theory]
    [MemberData(nameof(Placements))]
    public void Manifests_are_as_reviewed(string placement)
    {
        ImmutableArray<GeneratedFile> files = ManifestFiles.Create(s_settings with { Redis = Enum.Parse<RedisPlacement>(placement) });
        Golden.Verify(
            string.Concat(files.Where(file => !file.Path.EndsWith(".sh", StringComparison.Ordinal)).Select(file => $"#### {file.Path}\n{file.Text}")),
            $"manifests-{placement.ToLowerInvariant()}.yaml");
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Every_file_is_yaml_and_the_kustomization_names_each_of_them(string placement)
    {
        ImmutableArray<GeneratedFile> files = ManifestFiles.Create(s_settings with { Redis = Enum.Parse<RedisPlacement>(placement) });
        string kustomization = files.Single(file => file.Path == "kustomization.yaml").Text;
        foreach (GeneratedFile file in files)
        {
            file.Text.ShouldEndWith("\n");
            if (file.Path != "kustomization.yaml")
            {
                kustomization.ShouldContain(file.Path);
            }

            if (file.Path.EndsWith(".yaml", StringComparison.Ordinal))
            {
                foreach (string document in file.Text.Split("---\n"))
                {
                    ReadResult<DocumentNode> read = YamlDocument.Parse(document, file.Path);
                    read.Diagnostics.ShouldBeEmpty(document);
                }
            }
        }
    }

    [Fact]
    public void Kubectl_reads_texts_and_modes_as_they_were_given()
    {
        string? kubectl = Programs.ControlPlane is { } control ? Path.Combine(control, "kubectl") : Programs.Find("kubectl");
        using var folder = new TempFolder();
        folder.Write("pod.yaml", YamlWriter.Write(new YamlMap
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new YamlMap { ["name"] = "on" },
            ["spec"] = new YamlMap
            {
                ["containers"] = [new YamlMap { ["name"] = "null", ["args"] = [.. HostileTexts.All], ["command"] = ["n", "1e3", "--x"] }],
                ["volumes"] = [new YamlMap { ["name"] = "0x1", ["secret"] = new YamlMap { ["defaultMode"] = UnixFileMode.UserRead | UnixFileMode.GroupRead } }],
            },
        }));
        (int code, string output) = Tool.Run(
            kubectl, "there is no kubectl; tests/control-plane/build fetches it", folder.Path, "label", "--local", "-f", "pod.yaml", "a=b", "-o", "json");
        code.ShouldBe(0, output);
        JsonElement pod = JsonElement.Parse(output);
        pod.GetProperty("metadata").GetProperty("name").GetString().ShouldBe("on");
        JsonElement container = pod.GetProperty("spec").GetProperty("containers")[0];
        container.GetProperty("name").GetString().ShouldBe("null");
        container.GetProperty("args").EnumerateArray().Select(item => item.GetString()).ShouldBe(HostileTexts.All);
        container.GetProperty("command").EnumerateArray().Select(item => item.GetString()).ShouldBe(["n", "1e3", "--x"]);
        pod.GetProperty("spec").GetProperty("volumes")[0].GetProperty("secret").GetProperty("defaultMode").GetInt32().ShouldBe(288);
    }

    [Fact]
    public void All_errors_of_the_settings_are_reported_at_once()
    {
        ImmutableArray<string> faults = ManifestFaults.Find(s_settings with
        {
            Name = "Guard!",
            Image = "",
            Replicas = 5,
            MaxReplicas = 4,
            Redis = RedisPlacement.Sidecar,
            ClusterIp = "here",
            ApiServerNetworks = ["10.0.0.1/8x"],
        });
        faults.Length.ShouldBe(6);
        ManifestFaults.Find(s_settings).ShouldBeEmpty();
    }
}
