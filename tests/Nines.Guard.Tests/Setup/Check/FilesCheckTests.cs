using Nines.Guard.Files;
using Nines.Guard.Setup.Check;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class FilesCheckTests : IDisposable
{
    private const string Tenant = "entra.tenant=72f988bf-86f1-41af-91ab-2d7cd011db47";
    private const string Audience = "entra.audiences=kubectl";

    private const string Policy = "rules:\n  - subjects:\n      users: [eve]\n    namespaces: [dev]\n    verbs: [get]\n    resources: [pods]\n";

    private readonly CheckBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Without_files_the_deciding_authorizer_is_shown()
    {
        (await _bench.RunAsync("files")).ShouldBeFine("the embedded policy applies");
        (await _bench.RunAsync("files", [.. AzureCheckTests.Usual("http://127.0.0.1:1")])).ShouldBeFine("Azure alone decides");
    }

    [Fact]
    public async Task Valid_files_are_listed_with_their_contents()
    {
        string policy = _bench.Write("policy.yaml", Nines.Guard.Serving.GuardRun.EmbeddedPolicyText());
        string tokens = _bench.Write("tokens.csv", "a-token-that-is-long-enough,eve,1\n");
        string keys = _bench.Write("cache.keys", KeyRingRotation.New(_bench.Pki.Clock.GetUtcNow()).Write());
        (await _bench.RunAsync("files", $"policy.file={policy}", $"tokens.file={tokens}", $"cache.key-file={keys}", $"cache.redis.password-file={_bench.Write("password", "x")}"))
            .ShouldBeFine("rules", "has 1 tokens", "key 1 signs, 1 verify");
    }

    [Fact]
    public async Task Each_faulty_file_is_reported_with_its_line_and_without_secrets()
    {
        string policy = _bench.Write("policy.yaml", Policy.Replace("verbs", "verb", StringComparison.Ordinal));
        string tokens = _bench.Write("tokens.csv", "canary-token\n");
        string keys = _bench.Write("cache.keys", "version 1\nnaming canary\n");
        string password = _bench.Write("password", "\n");
        CheckResult result = await _bench.RunAsync(
            "files", $"policy.file={policy}", $"tokens.file={tokens}", $"cache.key-file={keys}", $"cache.redis.password-file={password}",
            "azure.credential=client-secret", "azure.client-id=guard", Tenant, Audience, $"azure.client-secret-file={_bench.Pki.At("none")}", "cache.redis.tls=true",
            $"cache.redis.ca={password}");
        string[] where = [.. result.Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Where)];
        foreach (string start in (string[])[$"{policy}:", $"{tokens}:1", $"{keys}:2", password, _bench.Pki.At("none")])
        {
            where.ShouldContain(place => place.StartsWith(start, StringComparison.Ordinal), string.Join(" | ", result.Findings));
        }

        result.ShouldTell(Severity.Error, "is empty");
        result.ShouldTell(Severity.Error, "contains no certificate");
        string.Join(' ', result.Findings).ShouldNotContain("canary");
        (await _bench.RunAsync("files", $"azure.federated-token-file={_bench.Pki.At("no-token")}"))
            .Findings.ShouldContain(finding => finding.Severity == Severity.Error && finding.Where.StartsWith(_bench.Pki.At("no-token"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readable_secrets_and_writable_rules_are_reported()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes there");
            return;
        }

        string policy = _bench.Write("policy.yaml", Nines.Guard.Serving.GuardRun.EmbeddedPolicyText());
        string tokens = _bench.Write("tokens.csv", "a-token-that-is-long-enough,eve,1\n");
        string keys = _bench.Write("cache.keys", KeyRingRotation.New(_bench.Pki.Clock.GetUtcNow()).Write());
        string password = _bench.Write("password", "x");
        foreach (string path in (string[])[policy, tokens, keys, password])
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("646", 8));
        }

        CheckResult result = await _bench.RunAsync(
            "files", $"policy.file={policy}", $"tokens.file={tokens}", $"cache.key-file={keys}", "azure.credential=client-secret", "azure.client-id=guard", Tenant, Audience,
            $"azure.client-secret-file={password}");
        result.Findings.Select(finding => (finding.Severity, finding.Where.Split(':')[0])).Order().ShouldBe(
            new[] { (Severity.Error, keys), (Severity.Warning, policy), (Severity.Warning, tokens), (Severity.Warning, password) }.Order());
    }

    [Fact]
    public async Task Old_keys_future_keys_and_a_pending_rotation_are_reported()
    {
        DateTimeOffset now = _bench.Pki.Clock.GetUtcNow();
        string old = _bench.Write("old.keys", KeyRingRotation.New(now.AddDays(-401)).Write());
        (await _bench.RunAsync("files", $"cache.key-file={old}")).ShouldTell(Severity.Warning, "key 1 has been signing since").Fix.ShouldContain("--rotate");
        string future = _bench.Write("future.keys", KeyRingRotation.New(now.AddHours(1)).Write());
        (await _bench.RunAsync("files", $"cache.key-file={future}")).ShouldTell(Severity.Warning, "its first key signs only from");
        string rotating = _bench.Write("next.keys", KeyRingRotation.Rotate(KeyRingRotation.New(now.AddDays(-500)), now, now.AddMinutes(15)).Next!.Write());
        (await _bench.RunAsync("files", $"cache.key-file={rotating}")).ShouldBeFine("key 1 signs until", "2 verify");
    }

    [Fact]
    public async Task An_expiring_authority_of_Redis_is_reported()
    {
        string ca = _bench.Odd("redis-ca.crt", days: 5, isAuthority: true);
        (await _bench.RunAsync("files", "cache.redis.tls=true", $"cache.redis.ca={ca}")).ShouldTell(Severity.Warning, "ends ").Where.ShouldBe(ca);
    }
}
