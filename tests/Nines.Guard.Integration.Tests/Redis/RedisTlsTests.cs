using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Integration.Tests.Site;
using Nines.Guard.Redis;
using Nines.Testing.Processes;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>A real Redis with TLS, and an authority of our own.</summary>
public sealed class RedisTlsTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_server_of_the_pinned_authority_is_accepted_and_no_other()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var folder = new TempFolder();
        using X509Certificate2 authority = Authority("ours");
        using X509Certificate2 other = Authority("theirs");
        Issue(authority, folder);
        int port = FreePorts.Next();
        await using RedisNode server = await StartAsync(folder, port);

        await using (EntryStore trusted = await ConnectAsync(port, authority, "redis.test"))
        {
            trusted.State.Shared.ShouldBeTrue(string.Join("; ", trusted.Troubles));
            (await trusted.PublishAsync(Key("k"), Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
            (await trusted.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        }

        foreach ((X509Certificate2 pinned, string name) in new[] { (other, "redis.test"), (authority, "another.test") })
        {
            await using EntryStore refused = await ConnectAsync(port, pinned, name);
            refused.State.Shared.ShouldBeFalse();
            refused.Troubles.ShouldHaveSingleItem().ShouldContain("certificate");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_authorities_of_its_own_the_program_trusts_those_of_the_machine_and_no_others(bool isTrusted)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var folder = new TempFolder();
        using X509Certificate2 authority = Authority("a public one");
        Issue(authority, folder);
        int port = FreePorts.Next();
        await using RedisNode server = await StartAsync(folder, port);
        await GuardProgram.RunAsync(Cancel, "guard", "init", "keys", "--out", folder.Path);
        await using GuardSite site = await GuardSite.StartAsync(
            1,
            (_, _) =>
            [
                "--cache-store", "redis", "--cache-redis-addresses", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--cache-redis-tls",
                "--cache-redis-password-file", folder.Write("password", Password), "--cache-key-file", folder.File("cache.keys"),
            ],
            Cancel,
            isTrusted ? new Dictionary<string, string?> { ["SSL_CERT_FILE"] = folder.File("ca.crt") } : null);
        double shared = 0;
        for (int attempt = 0; attempt < (isTrusted ? 200 : 20) && shared == 0; attempt++)
        {
            await Task.Delay(100, Cancel);
            shared = await site.Replicas[0].MetricAsync("nines_guard_cache_shared", Cancel);
        }

        shared.ShouldBe(isTrusted ? 1 : 0, site.Replicas[0].Process.Output);
    }

    private static Task<RedisNode> StartAsync(TempFolder folder, int port) => StartServerAsync(Cancel, $"""
        tls-port {port}
        tls-ca-cert-file {folder.File("ca.crt")}
        tls-cert-file {folder.File("server.crt")}
        tls-key-file {folder.File("server.key")}
        tls-auth-clients no
        """);

    private static async Task<EntryStore> ConnectAsync(int port, X509Certificate2 authority, string name)
    {
        RedisStoreOptions options = Options(new RedisStoreOptions { WaitReplicas = 0 }) with { StartLimit = TimeSpan.FromSeconds(2) };
        options = options with { Dial = options.Dial with { Tls = () => new RedisTls([authority], name) } };
        var store = RedisStore.Create(
            new StandaloneTopology(new RedisEndpoint("127.0.0.1", port)), options, () => Ring, TimeProvider.System);
        await store.StartAsync(Cancel);
        return store;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }

    private static void Issue(X509Certificate2 authority, TempFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 issued = request.Create(authority, now.AddMinutes(-30), now.AddMinutes(30), [1, 2, 3, 4]);
        folder.Write("ca.crt", authority.ExportCertificatePem());
        folder.Write("server.crt", issued.ExportCertificatePem());
        folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }
}
