using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Configuration;
using Nines.Guard.Tests.Serving;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Tests.Configuration;

public sealed class SettingsTests
{
    private static readonly string[] s_tls = ["tls.certificate=a.crt", "tls.key=a.key", "tls.client-ca=ca.crt"];

    [Fact]
    public void Flags_come_before_variables_and_these_before_the_file_and_it_before_defaults()
    {
        ConfiguredSettings settings = Read(
            "limits:\n  concurrency: 1\n  queue: 2\n  connections: 3\n",
            new() { ["NINES_GUARD_LIMITS_CONCURRENCY"] = "10", ["NINES_GUARD_LIMITS_QUEUE"] = "20" },
            [.. s_tls, "limits.concurrency=100"]).Value!;
        settings.Get(GuardSettings.Concurrency).ShouldBe(100);
        settings[GuardSettings.Concurrency].Origin.ShouldBe("--limits-concurrency");
        settings.Get(GuardSettings.QueueLength).ShouldBe(20);
        settings[GuardSettings.QueueLength].Origin.ShouldBe("NINES_GUARD_LIMITS_QUEUE");
        settings.Get(GuardSettings.Connections).ShouldBe(3);
        settings[GuardSettings.Connections].Origin.ShouldBe("guard.yaml:4:16");
        settings.Get(GuardSettings.QueuePerUser).ShouldBe(512);
        settings[GuardSettings.QueuePerUser].Origin.ShouldBe("default");
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_place_and_what_was_expected()
    {
        ReadResult<ConfiguredSettings> read = Read(
            "limits:\n  concurency: 1\n  queue: many\ntls:\n  clientNames: {a: b}\nlisten: [a]\n",
            new() { ["NINES_GUARD_LIMIT_QUEUE"] = "3", ["NINES_GUARD_CACHE_MAX_AGE"] = "6m" },
            ["drain.wait=-1s", "cache.store=rediss"]);
        read.IsValid.ShouldBeFalse();
        string[] told = [.. read.Diagnostics.Select(fault => fault.ToString())];
        told.Length.ShouldBe(8);
        told.ShouldContain(fault => fault.StartsWith("guard.yaml:2:3", StringComparison.Ordinal) && fault.Contains("'concurrency'", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("guard.yaml:3:10", StringComparison.Ordinal) && fault.Contains("a number from 0 to 1000000", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("guard.yaml:5", StringComparison.Ordinal) && fault.Contains("a mapping", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("guard.yaml:6", StringComparison.Ordinal) && fault.Contains("a list", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("NINES_GUARD_LIMIT_QUEUE", StringComparison.Ordinal) && fault.Contains("NINES_GUARD_LIMITS_QUEUE", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("NINES_GUARD_CACHE_MAX_AGE", StringComparison.Ordinal) && fault.Contains("1s to 5m", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("--drain-wait", StringComparison.Ordinal));
        told.ShouldContain(fault => fault.StartsWith("--cache-store", StringComparison.Ordinal) && fault.Contains("memory or redis or memcached", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("entra.tenant=t", "entra.audiences")]
    [InlineData("azure.resource-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c", "azure.client-id")]
    [InlineData("azure.resource-id=c", "azure.resource-id")]
    [InlineData("cache.store=redis", "cache.redis.addresses")]
    [InlineData("cache.store=redis", "cache.key-file")]
    [InlineData("cache.store=memcached", "cache.memcached.addresses")]
    [InlineData("azure.timeout=20s", "azure.timeout")]
    public void What_settings_ask_of_one_another_is_checked(string given, string named) =>
        Read("", [], [.. s_tls, given]).Diagnostics.ShouldContain(fault => fault.Message.StartsWith(named + " ", StringComparison.Ordinal));

    [Fact]
    public void A_guard_without_certificates_says_how_to_get_some()
    {
        ReadResult<ConfiguredSettings> read = Read("", [], []);
        read.Diagnostics.Length.ShouldBe(3);
        read.Diagnostics.ShouldAllBe(fault => fault.ToString().Contains("nines guard init", StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_that_kubernetes_makes_for_a_service_of_that_name_are_no_settings() =>
        Read("", new() { ["NINES_GUARD_SERVICE_HOST"] = "10.0.0.1", ["NINES_GUARD_PORT_9443_TCP_ADDR"] = "10.0.0.1", ["NINES_GUARD_CONFIG"] = "x" }, s_tls).IsValid.ShouldBeTrue();

    [Fact]
    public void A_secret_is_in_no_message_and_not_in_what_is_printed()
    {
        const string Canary = "canary-91f2";
        ReadResult<ConfiguredSettings> read = Read(
            "azure:\n  clientSecret: " + Canary + "\n", [],
            [.. s_tls, "azure.credential=client-secret", "azure.client-id=x", "entra.tenant=72f988bf-86f1-41af-91ab-2d7cd011db47", "entra.audiences=x"]);
        SettingsText.Write(read.Value!, _ => true, _ => null).ShouldNotContain(Canary);
        SettingsText.Write(read.Value!, _ => true, _ => null).ShouldContain($"clientSecret: \"{SettingsText.Mask}\"");
        Read("azure:\n  clientSecret: [" + Canary + "]\n", [], s_tls).Diagnostics.ShouldAllBe(fault => !fault.ToString().Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_printed_can_be_read_again_and_means_the_same()
    {
        ConfiguredSettings settings = Read(
            "", [], [.. s_tls, "cache.redis.addresses=a:1,b:2", "listen=[::1]:9", "policy.deny-unmatched=true", "cache.max-age=90s", "cache.redis.user=x: \"y\" #z"]).Value!;
        string text = SettingsText.Write(settings, _ => true, setting => settings[setting].Origin);
        ConfiguredSettings again = Read(text, [], []).Value!;
        foreach (Setting setting in GuardSettings.All)
        {
            again[setting].Written.ShouldBe(settings[setting].Written, setting.Name);
        }
    }

    [Fact]
    public void Every_setting_has_a_name_of_its_own_and_a_default_that_it_accepts()
    {
        GuardSettings.All.Select(setting => setting.Flag).Distinct().Count().ShouldBe(GuardSettings.All.Length);
        GuardSettings.All.Select(setting => setting.Variable).Distinct().Count().ShouldBe(GuardSettings.All.Length);
        GuardSettings.All.ShouldAllBe(setting => setting.Read(ImmutableArray.Create(setting.Default)) != null);
        int declared = typeof(GuardSettings).GetProperties().Count(property => property.PropertyType.IsAssignableTo(typeof(Setting)));
        GuardSettings.All.Length.ShouldBe(declared);
    }

    [Fact]
    public void No_text_at_all_is_too_odd_to_be_refused_with_a_place()
    {
        var random = new Random(7);
        const string Letters = "abc:- []{}\n\"'#&*!|>%@`1\t\u0000é";
        for (int round = 0; round < 2000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)])]);
            ReadResult<ConfiguredSettings> read = Read(text, [], s_tls);
            (read.IsValid || read.Diagnostics.Length > 0).ShouldBeTrue();
        }
    }

    private static ReadResult<ConfiguredSettings> Read(string yaml, Dictionary<string, string> environment, string[] flags)
    {
        if (yaml.Length == 0)
        {
            return SettingsReader.Read(Configured.Flags(flags), environment, file: null);
        }

        ReadResult<DocumentNode> document = YamlDocument.Parse(Encoding.UTF8.GetBytes(yaml), "guard.yaml");
        return document.IsValid ? SettingsReader.Read(Configured.Flags(flags), environment, document.Value) : ReadResult.Failed<ConfiguredSettings>(document.Diagnostics);
    }
}
