using System.Globalization;
using Nines.Guard.Setup.Manifests;
using Nines.Testing.Processes;
using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Pod of the manifests, started by the same scripts, with a loopback address in place of its host name.</summary>
internal sealed class ScriptedPod(string address, string peers, int redisPort, int sentinelPort) : IAsyncDisposable
{
    private const string Password = "correct-horse";

    private TempFolder? _folder;
    private RealProcess? _redis;
    private RealProcess? _sentinel;

    public string Address => address;

    public string Log => $"{_redis?.Output}\n{_sentinel?.Output}";

    public void Start()
    {
        _folder = new TempFolder();
        _folder.Write("scripts/redis-common.sh", StartScripts.Common);
        _folder.Write("password", Password);
        _redis = Run("redis", _folder.Write("scripts/redis-start.sh", StartScripts.Redis));
        _sentinel = Run("sentinel", _folder.Write("scripts/sentinel-start.sh", StartScripts.Sentinel));
    }

    /// <summary>Gone with all it knew, as a pod is.</summary>
    public async Task LoseAsync(CancellationToken cancellation)
    {
        await _redis!.KillAsync(cancellation);
        await _sentinel!.KillAsync(cancellation);
        _folder!.Dispose();
    }

    public async Task<string> RoleAsync(CancellationToken cancellation) =>
        string.Join(' ', (await AskAsync(cancellation, "ROLE")).Split('\n').Take(4));

    public Task<string> AskAsync(CancellationToken cancellation, params string[] command) =>
        RedisCli.AskAsync(address, redisPort, Password, cancellation, command);

    /// <summary>True when the Sentinel of this pod names that primary and knows two replicas and two other Sentinels.</summary>
    public async Task<bool> SeesAsync(string primary, CancellationToken cancellation)
    {
        string named = await RedisCli.AskAsync(
            address, sentinelPort, Password, cancellation, "SENTINEL", "get-master-addr-by-name", "nines-guard");
        string[] sentinel = (await RedisCli.AskAsync(address, sentinelPort, Password, cancellation, "SENTINEL", "master", "nines-guard")).Split('\n');

        // It reads the replicas from the primary every ten seconds; a primary lost before that cannot be replaced.
        return named.Split('\n')[0] == primary && Has("num-other-sentinels") && Has("num-slaves");

        bool Has(string name)
        {
            int index = Array.IndexOf(sentinel, name);
            return index >= 0 && index + 1 < sentinel.Length && sentinel[index + 1] == "2";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RealProcess? process in (RealProcess?[])[_redis, _sentinel])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _folder?.Dispose();
    }

    private RealProcess Run(string kind, string script)
    {
        string data = Path.GetDirectoryName(_folder!.File($"{kind}/x"))!;
        return RealProcess.Start("sh", [script], new Dictionary<string, string?>
        {
            ["SELF"] = address,
            ["BIND"] = address,
            ["PEERS"] = peers,
            ["DATA"] = data,
            ["REDIS_PORT"] = redisPort.ToString(CultureInfo.InvariantCulture),
            ["SENTINEL_PORT"] = sentinelPort.ToString(CultureInfo.InvariantCulture),
            ["PASSWORD_FILE"] = Path.Combine(_folder.Path, "password"),
            ["DOWN_AFTER"] = "1000",
            ["PATIENCE"] = "30",
        });
    }
}
