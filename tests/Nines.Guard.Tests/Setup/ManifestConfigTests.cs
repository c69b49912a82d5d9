using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nines.Guard.Configuration;
using Nines.Guard.Serving;
using Nines.Guard.Setup.Manifests;
using Nines.Guard.Setup.Pki;
using Nines.Testing.Processes;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Tests.Setup;

/// <summary>The settings file inside of the manifests is one that the guard takes, and fits the pods around it.</summary>
public sealed partial class ManifestConfigTests
{
    private const string Azure = """
        entra:
          tenant: 11111111-1111-1111-1111-111111111111
          audiences: [6dae42f8-4368-4678-94ff-3960e28e3630]
        azure:
          resourceId: /subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c
          clientId: 22222222-2222-2222-2222-222222222222

        """;

    private const string OwnRedis = """
        cache:
          redis:
            addresses: [redis.example.org:6380]
            tls: true

        """;

    private static readonly ManifestSettings s_settings = new() { Image = "registry.example/nines:0.1.0", Guard = new GuardNeeds { SettingsYaml = "" } };

    public static TheoryData<string, string> Kinds => new(
        from placement in Enum.GetNames<RedisPlacement>()
        from given in (string[])["", Azure]
        select (placement, placement == "External" ? given + OwnRedis : given));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_guard_reads_the_settings_file_of_the_manifests_and_finds_every_file_of_it_mounted(string placement, string given)
    {
        ManifestSettings settings = s_settings with { Redis = Enum.Parse<RedisPlacement>(placement) };
        ImmutableArray<GeneratedFile> files = Files(settings, given);
        ConfiguredSettings read = Read(files);
        string pod = files.Single(file => file.Path == "guard.yaml").Text;

        string[] mounts = [.. MountPath().Matches(pod).Select(match => match.Value), Path.GetDirectoryName(ManifestConfig.AzureTokenFile)!];
        Setting[] paths = [.. GuardSettings.All.Where(setting => setting.Expected == SettingKinds.Path && read[setting].Written.Length > 0)];
        paths.Length.ShouldBeGreaterThan(3);
        foreach (Setting setting in paths)
        {
            mounts.ShouldContain(Path.GetDirectoryName(read[setting].Written), setting.Name);
        }

        // The ports that the Service and the probes lead to are those that it listens on.
        pod.ShouldContain($"containerPort: {read.Get(GuardSettings.ReviewsListen).Port}\n");
        pod.ShouldContain($"containerPort: {read.Get(GuardSettings.OperationsListen).Port}\n");
        (read.Get(GuardSettings.CacheStore) == "redis").ShouldBe(settings.Redis != RedisPlacement.None);
        files.Any(file => file.Path == "config/policy.yaml").ShouldBe(read.Given(GuardSettings.PolicyFile) is not null);
        read.Given(GuardSettings.PolicyFile).ShouldBe(given.Contains("resourceId", StringComparison.Ordinal) ? null : "/etc/nines-guard/policy.yaml");
    }

    [Fact]
    public void A_pod_is_given_more_time_to_end_than_its_drain_takes()
    {
        foreach ((string wait, string limit) in ((string, string)[])[("10s", "15s"), ("0s", "1s"), ("5m", "5m"), ("1500ms", "2500ms")])
        {
            ImmutableArray<GeneratedFile> files = Files(s_settings, $"drain: {{ wait: {wait}, limit: {limit} }}\n");
            ConfiguredSettings read = Read(files);
            TimeSpan drain = read.Get(GuardSettings.DrainWait) + read.Get(GuardSettings.DrainLimit);
            string pod = files.Single(file => file.Path == "guard.yaml").Text;
            int seconds = int.Parse(Regex.Match(pod, "(?<=terminationGracePeriodSeconds: )[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value);
            seconds.ShouldBeGreaterThan((int)drain.TotalSeconds + 10);
        }
    }

    [Theory]
    [InlineData("cache: { size: 32MiB }\n", 256)]
    [InlineData("cache: { size: 1GiB }\n", 2240)]
    public void Memory_follows_the_size_of_the_cache(string given, int expected) =>
        Files(s_settings, given).Single(file => file.Path == "guard.yaml").Text.ShouldContain($"limits:\n            memory: {expected}Mi\n");

    [Fact]
    public void Workload_identity_is_known_to_the_pods_and_to_their_service_account()
    {
        ImmutableArray<GeneratedFile> files = Files(s_settings, Azure);
        files.Single(file => file.Path == "service-account.yaml").Text.ShouldContain("azure.workload.identity/client-id: \"22222222-2222-2222-2222-222222222222\"\n");
        string pod = files.Single(file => file.Path == "guard.yaml").Text;
        pod.ShouldContain("        azure.workload.identity/use: \"true\"\n");
        Read(files).Get(GuardSettings.FederatedTokenFile).ShouldBe(ManifestConfig.AzureTokenFile);

        // Never in a selector: those cannot be changed later.
        Regex.Count(pod, "azure.workload.identity/use", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(1);
        ImmutableArray<GeneratedFile> without = Files(s_settings, Azure + "  credential: managed-identity\n");
        string.Concat(without.Select(file => file.Text)).ShouldNotContain("workload.identity");
    }

    [Theory]
    [InlineData("listen: 127.0.0.1:1\n", "StatefulSet", "guard.yaml:1:9", "The manifests set listen to")]
    [InlineData("tls: { key: /x }\n", "StatefulSet", "tls.key", "Remove it from the settings file")]
    [InlineData("tokens: { file: /home/me/tokens.csv }\n", "None", "tokens.file", "NAME-extra")]
    [InlineData("azure: { clientSecret: hunter2 }\n", "None", "azure.client-secret", "is a secret")]
    [InlineData("", "External", "--redis external", "cache.redis.addresses")]
    [InlineData("cache: { redis: { masterName: mine } }\n", "Sidecar", "cache.redis.master-name", "'nines-guard'")]
    [InlineData("azure: { resourceId: nonsense }\n", "None", "azure.resource-id", "expected /subscriptions")]
    [InlineData("lisen: x\n", "None", "lisen", "Did you mean 'listen'?")]
    public void Inconsistent_settings_are_reported_before_a_pod_starts(string given, string placement, params string[] expected)
    {
        ReadResult<GuardNeeds> needs = Needs(s_settings with { Redis = Enum.Parse<RedisPlacement>(placement) }, given);
        needs.IsValid.ShouldBeFalse();
        string told = string.Join('\n', needs.Diagnostics);
        foreach (string part in expected)
        {
            told.ShouldContain(part);
        }

        told.ShouldNotContain("hunter2");
    }

    [Fact]
    public void The_secrets_that_pods_mount_have_the_names_that_init_gives_their_files()
    {
        string config = Files(s_settings, "").Single(file => file.Path == "config/guard.yaml").Text;
        foreach (string name in (string[])[Authority.CertificateFile, "server.crt", "server.key", CacheKeySetup.FileName, RedisPasswordSetup.FileName])
        {
            config.ShouldContain($"/{name}\n");
        }
    }

    [Theory]
    [InlineData("Sidecar")]
    [InlineData("StatefulSet")]
    [InlineData("None")]
    public void Kustomize_builds_what_was_written(string placement)
    {
        string? kubectl = Programs.ControlPlane is { } folder && File.Exists(Path.Combine(folder, "kubectl")) ? Path.Combine(folder, "kubectl") : Programs.Find("kubectl");
        using var target = new TempFolder();
        foreach (GeneratedFile file in Files(s_settings with { Redis = Enum.Parse<RedisPlacement>(placement), Name = "other-guard", Namespace = "other" }, Azure))
        {
            target.Write(file.Path, file.Text);
        }

        (int code, string output) = Tool.Run(kubectl, "there is no kubectl; tests/control-plane/build fetches it", target.Path, "kustomize", target.Path);
        code.ShouldBe(0, output);
        output.ShouldContain("name: other-guard-config-");
        Regex.Count(output, "^kind: ", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(7);
    }

    private static ImmutableArray<GeneratedFile> Files(ManifestSettings settings, string given)
    {
        ReadResult<GuardNeeds> needs = Needs(settings, given);
        needs.Diagnostics.ShouldBeEmpty();
        return ManifestFiles.Create(settings with { Guard = needs.Value! });
    }

    private static ReadResult<GuardNeeds> Needs(ManifestSettings settings, string given) =>
        ManifestConfig.Create(settings, given.Length == 0 ? null : YamlDocument.Parse(given, "guard.yaml").Value!, null, GuardRun.EmbeddedPolicyText());

    private static ConfiguredSettings Read(ImmutableArray<GeneratedFile> files)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(files.Single(file => file.Path == "config/guard.yaml").Text, "guard.yaml");
        document.Diagnostics.ShouldBeEmpty();
        ReadResult<ConfiguredSettings> read = SettingsReader.Read(
            FrozenDictionary<Setting, ImmutableArray<string>>.Empty, FrozenDictionary<string, string>.Empty, document.Value);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value!;
    }

    [GeneratedRegex("(?<=mountPath: )\\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MountPath();
}
