using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Drills.Load;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Nines.Testing.Processes;
using Nines.Testing.Redis;
using Nines.Testing.Site;

namespace Nines.Guard.Drills.Site;

/// <summary>
/// Guards as processes, three Redis servers, three Sentinels and a stand-in for Azure, with a fault proxy on every way between them. All
/// processes end with it, and with the program that started it.
/// </summary>
internal sealed class DrillSite : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SiteOptions _options;
    private readonly List<SentinelMirror> _mirrors = [];
    private X509ChainPolicy _trust = null!;
    private SslStreamCertificateContext _certificate = null!;

    private DrillSite(SiteOptions options, HistoryRecorder history)
    {
        (_options, History) = (options, history);
        Edges = new Edges(options.Seed);
        Clock = SkewedClock.Missing is null ? new SkewedClock(_folder) : null;
    }

    public HistoryRecorder History { get; }

    public Edges Edges { get; }

    public DrillCloud Cloud { get; private set; } = null!;

    public RedisSide Redis { get; private set; } = null!;

    public ImmutableArray<DrillGuard> Guards { get; private set; } = [];

    /// <summary>The guard whose clock can be moved: the last one.</summary>
    public DrillGuard SkewedGuard => Guards[^1];

    /// <summary>Moves it; null when this machine cannot.</summary>
    public SkewedClock? Clock { get; }

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing => RedisTrio.Missing;

    public static async Task<DrillSite> StartAsync(SiteOptions options, HistoryRecorder history, CancellationToken cancellation)
    {
        var site = new DrillSite(options, history);
        try
        {
            await site.BeginAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client like kube-apiserver: its certificate, one HTTP/2 connection for all reviews.</summary>
    public HttpClient Client(int port) => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = _trust.Clone(), ClientCertificateContext = _certificate },
    })
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}")),
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = new Version(2, 0),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Waits until all guards share again.</summary>
    /// <exception cref="DrillException">They do not in time.</exception>
    public async Task SharedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        TimeSpan end = History.Now + limit;
        while (true)
        {
            bool?[] shared = await Task.WhenAll(Guards.Select(async guard => (await guard.LookAsync(cancellation))?.Shared));
            if (shared.All(one => one == true))
            {
                return;
            }

            if (History.Now > end)
            {
                throw new DrillException(
                    $"after {limit.TotalSeconds:0} s not all guards share: {string.Join(", ", shared.Select(one => one is null ? "no report" : $"{one}"))}");
            }

            await Task.Delay(50, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DrillGuard guard in Guards)
        {
            await guard.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        foreach (SentinelMirror mirror in _mirrors)
        {
            await mirror.DisposeAsync();
        }

        await Edges.DisposeAsync();
        if (Cloud is not null)
        {
            await Cloud.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        Task keys = MakeKeysAsync(cancellation);
        Cloud = await DrillCloud.StartAsync(_options.Guards, _options.Questions, _options.TimeToLive, _options.Seed, cancellation);
        AzureFaults.Usual(this, _options.Latency);
        var peers = new List<FaultProxy>();
        RedisTrio trio = await RedisTrio.StartAsync(
            cancellation,
            fronts: (_, port) =>
            {
                peers.Add(Edges.To(port));
                return peers[^1].Port;
            });
        Redis = new RedisSide(trio);
        Edges.Peers = [.. peers];
        await keys;
        Guards = [.. Enumerable.Range(0, _options.Guards).Select(Place)];
        Edges.Callers = [.. Guards.Select(guard => Edges.To(guard.Replica.ReviewsPort))];
        await Task.WhenAll(Guards.Select(guard => guard.StartAsync(cancellation)));
        await SharedAsync(TimeSpan.FromSeconds(60), cancellation);
    }

    private DrillGuard Place(int number)
    {
        ImmutableArray<FaultProxy> redis = [.. Redis.Trio.Servers.Select(server => Edges.To(server.Port))];
        ImmutableArray<FaultProxy> sentinels =
        [
            .. Redis.Trio.Sentinels.Select(sentinel =>
            {
                var mirror = new SentinelMirror(sentinel.Port, redis.Select((edge, server) => (Redis.Trio.SeenAt(server), edge.Port)));
                _mirrors.Add(mirror);
                return Edges.To(mirror.Address);
            }),
        ];
        FaultProxy azure = Edges.To(Cloud.Server.BaseAddress.Port);
        (Edges.Redis, Edges.Sentinels, Edges.Azure) = (Edges.Redis.Add(redis), Edges.Sentinels.Add(sentinels), Edges.Azure.Add(azure));
        var environment = new Dictionary<string, string?>
        {
            // All guards name Azure alike, so that they share; each goes there through a proxy of its own.
            ["http_proxy"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{azure.Port}"),
            ["no_proxy"] = null,
            ["NO_PROXY"] = null,
        };
        if (Clock is not null && number == _options.Guards - 1)
        {
            environment = new Dictionary<string, string?>(environment.Concat(Clock.Environment));
        }

        var replica = new GuardReplica(
            [.. Flags(number, sentinels)], environment, _options.Mutant is { } mutant ? (GuardProgram.Built("Nines.Guard.Drills"), ["mutant", mutant]) : null);
        return new DrillGuard(number, replica, Client(replica.ReviewsPort), History);
    }

    private IEnumerable<string> Flags(int number, ImmutableArray<FaultProxy> sentinels)
    {
        string azure = Cloud.Server.BaseAddress.GetLeftPart(UriPartial.Authority);
        string tenant = Cloud.Server.Tenant.Id;
        return
        [
            "--tls-certificate", _folder.File("server.crt"), "--tls-key", _folder.File("server.key"), "--tls-client-ca", _folder.File("ca.crt"),
            "--entra-tenant", tenant, "--entra-audiences", "6dae42f8-4368-4678-94ff-3960e28e3630", "--entra-authority", $"{azure}/{tenant}/v2.0",
            "--azure-resource-id", Question.Cluster, "--azure-management-endpoint", azure,
            "--azure-credential", "client-secret", "--azure-client-id", DrillCloud.Application(number), "--azure-client-secret-file", _folder.File("secret"),
            "--cache-store", "redis", "--cache-key-file", _folder.File("cache.keys"), "--cache-redis-master-name", RedisTrio.MasterName,
            "--cache-redis-addresses", string.Join(',', sentinels.Select(edge => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{edge.Port}"))),
            "--cache-redis-password-file", _folder.File("redis-password"), "--drain-wait", _options.DrainWait,
        ];
    }

    private async Task MakeKeysAsync(CancellationToken cancellation)
    {
        string folder = _folder.Path;
        await GuardProgram.RunAsync(cancellation, "guard", "init", "ca", "--out", folder);
        await Task.WhenAll(
            GuardProgram.RunAsync(cancellation, "guard", "init", "server", "--out", folder, "--dns", "localhost", "--ip", "127.0.0.1"),
            GuardProgram.RunAsync(cancellation, "guard", "init", "client", "--out", folder),
            GuardProgram.RunAsync(cancellation, "guard", "init", "keys", "--out", folder));
        _folder.Write("secret", DrillCloud.Secret);
        _folder.Write("redis-password", RedisTrio.Password);
        _trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        _trust.CustomTrustStore.ImportFromPemFile(_folder.File("ca.crt"));
        _trust.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        _certificate = SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPemFile(_folder.File("client.crt"), _folder.File("client.key")), null, offline: true);
    }
}

/// <summary>The site did not do what a drill needs; nothing was proved.</summary>
internal sealed class DrillException(string message) : Exception(message);
