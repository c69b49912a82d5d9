using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.FakeAzure;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Configuration;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>All that is shown: a stand-in for Azure in this process, and guards, Redis servers and Sentinels as processes of their own. Nothing of it outlives this.</summary>
internal sealed class TryStage : IAsyncDisposable
{
    public const int ReplicaCount = 3;

    private static readonly TimeSpan s_shareLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_removeLimit = TimeSpan.FromSeconds(3);

    private readonly ConcurrentBag<Child> _children = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Watchdog _watchdog;
    private readonly TimeProvider _time;
    private FakeAzureServer? _azure;

    private TryStage(string folder, TimeProvider time) => (Folder, _time, _watchdog) = (folder, time, Watchdog.Over(folder));

    /// <summary>Folder of all files; removed at the end.</summary>
    public string Folder { get; }

    /// <summary>The settings that all replicas have in common.</summary>
    public string Config => Path.Combine(Folder, "guard.yaml");

    public ThrowAwayPki Pki { get; private set; } = null!;

    public FakeAzureServer Azure => _azure!;

    public Company Company { get; private set; } = null!;

    public ImmutableArray<Replica> Replicas { get; private set; } = [];

    /// <summary>Null when this machine has none.</summary>
    public SharedRedis? Redis { get; private set; }

    public GuardClient Client { get; private set; } = null!;

    /// <summary>Missing program for Redis; null when everything is installed.</summary>
    public string? MissingForRedis { get; private set; }

    /// <param name="environment">The environment variables.</param>
    /// <param name="maxAge">Maximum age of a cached decision.</param>
    /// <exception cref="IOException">Something did not come up.</exception>
    public static async Task<TryStage> StartAsync(
        IReadOnlyDictionary<string, string> environment, TimeSpan maxAge, TimeProvider time, CancellationToken cancellation)
    {
        var stage = new TryStage(Directory.CreateTempSubdirectory("nines-try-").FullName, time);
        try
        {
            await stage.BuildAsync(environment, maxAge, cancellation);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a replica that was started answers.</summary>
    public Task ReadyAsync(Replica replica, CancellationToken cancellation) => replica.ReadyAsync(_http, _time, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_children.Select(child => child.DisposeAsync().AsTask()));
        Client?.Dispose();
        _http.Dispose();
        if (_azure is not null)
        {
            await _azure.DisposeAsync();
        }

        long began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
                break;
            }
            catch (DirectoryNotFoundException)
            {
                break;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                if (_time.GetElapsedTime(began) > s_removeLimit)
                {
                    // The watchdog tries once more when this process is gone.
                    return;
                }

                await Task.Delay(s_poll, _time);
            }
        }

        await _watchdog.DisposeAsync();
    }

    private async Task BuildAsync(IReadOnlyDictionary<string, string> environment, TimeSpan maxAge, CancellationToken cancellation)
    {
        string? path = environment.GetValueOrDefault("PATH");
        Pki = new ThrowAwayPki(Path.Combine(Folder, "pki"), _time.GetUtcNow());
        MissingForRedis = Watchdog.Shell is null ? "a POSIX shell" : SharedRedis.Missing(path);
        Task<FakeAzureServer> azure = FakeAzureServer.StartAsync(new FakeAzureOptions { Time = _time }, cancellation);
        Child Start(string name, string[] command) => this.Start(name, command, Clean(environment));
        if (MissingForRedis is null)
        {
            Redis = await SharedRedis.StartAsync(Folder, path, await File.ReadAllTextAsync(Pki.RedisPassword, cancellation), Start, _time, cancellation);
        }

        _azure = await azure;
        Company = new Company(Azure);
        await File.WriteAllTextAsync(Config, Settings(maxAge), new UTF8Encoding(false), cancellation);
        int[] ports = FreePorts.Take(2 * ReplicaCount);
        string[] self = Programs.Self(path);
        Replicas = [.. Enumerable.Range(0, ReplicaCount).Select(index => new Replica(index + 1, ports[2 * index], ports[(2 * index) + 1], Start, self, Config))];
        foreach (Replica replica in Replicas)
        {
            replica.Start();
        }

        Client = new GuardClient(Pki, [.. Replicas.Select(replica => replica.ReviewsPort)], _time);
        await Task.WhenAll(Replicas.Select(replica => ReadyAsync(replica, cancellation)));
        if (Redis is not null)
        {
            await SharingAsync(cancellation);
        }
    }

    // From then on answers of one replica are those of all.
    private async Task SharingAsync(CancellationToken cancellation)
    {
        long began = _time.GetTimestamp();
        while (!await Client.AllShareAsync(cancellation))
        {
            if (_time.GetElapsedTime(began) > s_shareLimit)
            {
                throw new IOException($"the guards did not come to share their cache within {s_shareLimit.TotalSeconds:0} s.");
            }

            await Task.Delay(s_poll, _time, cancellation);
        }
    }

    private Child Start(string name, string[] command, IReadOnlyDictionary<string, string?> environment)
    {
        Child child = Child.Start(name, command, Path.Combine(Folder, $"{name}.log"), _watchdog, environment);
        _children.Add(child);
        return child;
    }

    // Settings of a real guard, and proxies, are not for this one. A process that is killed leaves no sockets of its diagnostics behind.
    private static Dictionary<string, string?> Clean(IReadOnlyDictionary<string, string> environment)
    {
        var clean = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_EnableDiagnostics"] = "0",
            ["NO_PROXY"] = "127.0.0.1,localhost",
            ["no_proxy"] = "127.0.0.1,localhost",
        };
        foreach (string variable in environment.Keys.Where(variable => variable.StartsWith(Setting.Prefix, StringComparison.Ordinal)))
        {
            clean[variable] = null;
        }

        return clean;
    }

    private string Settings(TimeSpan maxAge)
    {
        string azure = Azure.BaseAddress.GetLeftPart(UriPartial.Authority);
        return YamlWriter.Write(new YamlMap
        {
            Comment = "What the three guards of nines guard try have in common; where they listen comes by flags.",
            ["tls"] = new YamlMap
            {
                ["certificate"] = Pki.ServerCertificate,
                ["key"] = Pki.ServerKey,
                ["clientCa"] = Pki.Authority,
                ["clientNames"] = [ThrowAwayPki.ClientName],
            },
            ["entra"] = new YamlMap
            {
                ["tenant"] = Azure.Tenant.Id,
                ["audiences"] = [TokenRequest.AksServer],
                ["authority"] = $"{azure}/{Azure.Tenant.Id}/v2.0",
                ["graphEndpoint"] = azure,
            },
            ["azure"] = new YamlMap
            {
                ["resourceId"] = Company.Cluster,
                ["managementEndpoint"] = azure,
                ["credential"] = "client-secret",
                ["clientId"] = Company.GuardApp,
                ["clientSecretFile"] = Pki.AzureSecret,
            },
            ["cache"] = new YamlMap
            {
                ["maxAge"] = $"{maxAge.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}s",
                ["store"] = Redis is null ? "memory" : "redis",
                ["keyFile"] = Redis is null ? null : Pki.CacheKeys,
                ["redis"] = Redis is null ? null : new YamlMap
                {
                    ["addresses"] = [.. Redis.Sentinels.Select(port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))],
                    ["masterName"] = SharedRedis.MasterName,
                    ["user"] = SharedRedis.User,
                    ["passwordFile"] = Pki.RedisPassword,
                },
            },
            ["log"] = new YamlMap { ["reviews"] = "all" },
            ["drain"] = new YamlMap { ["wait"] = "0s", ["limit"] = "1s" },
        });
    }
}
