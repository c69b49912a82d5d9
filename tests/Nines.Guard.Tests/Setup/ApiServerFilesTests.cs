using System.Collections.Immutable;
using Nines.Guard.Setup.Manifests;
using Nines.Testing;
using Nines.Yaml;

namespace Nines.Guard.Tests.Setup;

public sealed class ApiServerFilesTests
{
    private static readonly ApiServerSettings s_settings = new() { Version = new(34), Server = new Uri("https://10.0.0.7:9443"), TlsServerName = "guard", LimitAnonymous = true };

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(32)]
    [InlineData(34)]
    public void Each_version_gets_the_files_that_it_understands(int minor)
    {
        ImmutableArray<GeneratedFile> files = ApiServerFiles.Create(s_settings with { Version = new(minor) });
        Golden.Verify(string.Concat(files.Select(file => $"--- {file.Path}\n{file.Text}")), $"apiserver-1.{minor}.txt");
    }

    [Fact]
    public void Every_YAML_file_is_valid_even_with_hostile_values()
    {
        ApiServerSettings hostile = s_settings with { TlsServerName = "a: \"b\"\n- {c", Folder = "/x y'z\"/#/" };
        foreach (GeneratedFile file in ApiServerFiles.Create(hostile).Where(file => file.Path != ApiServerFiles.Flags))
        {
            YamlDocument.Parse(file.Text, file.Path).Diagnostics.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Flags_and_files_for_authorization_are_never_mixed()
    {
        // kube-apiserver does not start with both.
        foreach (int minor in Enumerable.Range(20, 20))
        {
            ImmutableArray<string> flags = ApiServerFiles.FlagsOf(s_settings with { Version = new(minor) });
            flags.Any(flag => flag.StartsWith("--authorization-config=", StringComparison.Ordinal))
                .ShouldBe(!flags.Any(flag => flag.StartsWith("--authorization-webhook", StringComparison.Ordinal) || flag.StartsWith("--authorization-mode", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("1.34", 34)]
    [InlineData("v1.20.2", 20)]
    [InlineData("1.19", null)]
    [InlineData("2.0", null)]
    [InlineData("1", null)]
    [InlineData("1.-3", null)]
    [InlineData("1.34.x", null)]
    [InlineData("", null)]
    public void Versions_are_read_strictly(string text, int? minor)
    {
        KubernetesVersion.TryParse(text, out KubernetesVersion version).ShouldBe(minor is not null);
        version.Minor.ShouldBe(minor ?? 0);
    }
}
