using System.Globalization;
using System.Text;
using Nines.Clouds;
using Nines.Guard.Configuration;
using Nines.Guard.Tests.Serving;
using Nines.Text;
using Nines.Text.Readers;
using Nines.Yaml;

namespace Nines.Guard.Tests.Configuration;

public sealed class SettingsTests
{
    private static readonly string[] s_tls = ["tls.certificate=a.crt", "tls.key=a.key", "tls.client-ca=ca.crt"];

    [Fact]
    public void Flags_override_variables_which_override_the_file_which_overrides_defaults()
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
    public void All_errors_are_reported_at_once_with_position_and_expected_value()
    {
        ReadResult<ConfiguredSettings> read = Read(
            "limits:\n  concurency: 1\n  queue: many\ntls:\n  clientNames: {a: b}\nlisten: [a]\n",
            new() { ["NINES_GUARD_LIMIT_QUEUE"] = "3", ["NINES_GUARD_CACHE_MAX_AGE"] = "6m" },
            ["drain.wait=-1s", "cache.store=rediss"]);
        read.IsValid.ShouldBeFalse();
        string[] errors = [.. read.Diagnostics.Select(fault => fault.ToString())];
        errors.Length.ShouldBe(8);
        errors.ShouldContain("guard.yaml:2:3: The group 'limits' has no key 'concurency'. Did you mean 'concurrency'?");
        errors.ShouldContain("guard.yaml:3:10: Expected limits.queue as a whole number from 0 to 1,000,000, found 'many'.");
        errors.ShouldContain(fault => fault.StartsWith("guard.yaml:5", StringComparison.Ordinal) && fault.Contains("a mapping", StringComparison.Ordinal));
        errors.ShouldContain(fault => fault.StartsWith("guard.yaml:6", StringComparison.Ordinal) && fault.Contains("a list", StringComparison.Ordinal));
        errors.ShouldContain(fault => fault.StartsWith("NINES_GUARD_LIMIT_QUEUE", StringComparison.Ordinal) && fault.Contains("NINES_GUARD_LIMITS_QUEUE", StringComparison.Ordinal));
        errors.ShouldContain("NINES_GUARD_CACHE_MAX_AGE: Expected a duration from 1s to 5m, found '6m'.");
        errors.ShouldContain(fault => fault.StartsWith("--drain-wait", StringComparison.Ordinal));
        errors.ShouldContain("--cache-store: 'rediss' is not a value of cache.store. Did you mean 'redis'?");
    }

    [Theory]
    [InlineData("entra.tenant=t", "entra.audiences")]
    [InlineData("azure.resource-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c", "azure.client-id")]
    [InlineData("azure.resource-id=c", "azure.resource-id")]
    [InlineData("cache.store=redis", "cache.redis.addresses")]
    [InlineData("cache.store=redis", "cache.key-file")]
    [InlineData("cache.store=memcached", "cache.memcached.addresses")]
    [InlineData("azure.timeout=20s", "azure.timeout")]
    public void Requirements_between_settings_are_checked(string given, string named) =>
        Read("", [], [.. s_tls, given]).Diagnostics.ShouldContain(fault => fault.Message.StartsWith(named + " ", StringComparison.Ordinal));

    [Fact]
    public void Missing_certificates_are_reported_with_the_command_that_creates_them()
    {
        ReadResult<ConfiguredSettings> read = Read("", [], []);
        read.Diagnostics.Length.ShouldBe(3);
        read.Diagnostics.ShouldAllBe(fault => fault.ToString().Contains("nines guard init", StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_that_Kubernetes_sets_for_a_Service_are_ignored() =>
        Read("", new() { ["NINES_GUARD_SERVICE_HOST"] = "10.0.0.1", ["NINES_GUARD_PORT_9443_TCP_ADDR"] = "10.0.0.1", ["NINES_GUARD_CONFIG"] = "x" }, s_tls).IsValid.ShouldBeTrue();

    [Fact]
    public void Secrets_are_neither_in_messages_nor_in_the_printed_settings()
    {
        const string Canary = "canary-91f2";
        ReadResult<ConfiguredSettings> read = Read(
            "azure:\n  clientSecret: " + Canary + "\n", [],
            [.. s_tls, "azure.credential=client-secret", "azure.client-id=x", "entra.tenant=72f988bf-86f1-41af-91ab-2d7cd011db47", "entra.audiences=x"]);
        SettingsText.Write(read.Value!, _ => true, _ => null).ShouldNotContain(Canary);
        SettingsText.Write(read.Value!, _ => true, _ => null).ShouldContain($"clientSecret: \"{CredentialMask.Mask}\"");
        Read("azure: " + Canary + "\n", [], s_tls).Diagnostics.ShouldAllBe(fault => !fault.ToString().Contains(Canary, StringComparison.Ordinal));
        Read("azure:\n  clientSecret: [" + Canary + "]\n", [], s_tls).Diagnostics.ShouldAllBe(fault => !fault.ToString().Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public void Printed_settings_can_be_read_back()
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
    public void Every_setting_has_a_unique_name_and_a_valid_default()
    {
        GuardSettings.All.Select(setting => setting.Flag).Distinct().Count().ShouldBe(GuardSettings.All.Length);
        GuardSettings.All.Select(setting => setting.Variable).Distinct().Count().ShouldBe(GuardSettings.All.Length);
        foreach (Setting setting in GuardSettings.All)
        {
            setting.TryRead(GivenValue.Create(setting, "", setting.Default), new ReadingContext(CancellationToken.None), out _).ShouldBeTrue(setting.Name);
        }

        int declared = typeof(GuardSettings).GetProperties().Count(property => property.PropertyType.IsAssignableTo(typeof(Setting)));
        GuardSettings.All.Length.ShouldBe(declared);
    }

    [Theory]
    [InlineData("cache.max-age", "90", "00:01:30")]
    [InlineData("cache.max-age", "1.5m", "00:01:30")]
    [InlineData("cache.max-age", "1m30s", "00:01:30")]
    [InlineData("cache.max-age", "PT1M30S", "00:01:30")]
    [InlineData("cache.size", "33554432", "33554432")]
    [InlineData("cache.size", "32MiB", "33554432")]
    [InlineData("cache.size", "32 MiB", "33554432")]
    [InlineData("cache.size", "32Mi", "33554432")]
    [InlineData("limits.queue", "0", "0")]
    [InlineData("azure.cloud", "china", "china")]
    public void Values_follow_the_grammar_of_all_inputs(string name, string written, string expected)
    {
        Setting setting = GuardSettings.All.Single(each => each.Name == name);
        setting.TryRead(GivenValue.Create(setting, "--flag", written), new ReadingContext(CancellationToken.None), out object? value).ShouldBeTrue();
        (value is AzureCloud cloud ? cloud.Name : Convert.ToString(value, CultureInfo.InvariantCulture)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("limits: { queue: '7' }", "limits.queue", "7")]
    [InlineData("cache: { redis: { masterName: 7, user: ~ } }", "cache.redis.master-name", "7")]
    [InlineData("policy: { file: }", "policy.file", "")]
    [InlineData("apiAudiences: a, b", "api-audiences", "a, b")]
    [InlineData("apiAudiences: []", "api-audiences", "")]
    [InlineData("limits:", "limits.queue", "4096")]
    public void A_settings_file_may_quote_values_or_leave_them_empty(string yaml, string name, string written) =>
        Read(yaml, [], s_tls).Value![GuardSettings.All.Single(each => each.Name == name)].Written.ShouldBe(written);

    [Fact]
    public void Random_text_is_read_or_refused_with_diagnostics()
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
