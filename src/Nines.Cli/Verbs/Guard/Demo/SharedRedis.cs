using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Three Redis servers and three Sentinels on loopback, set as the guard needs them, as the sidecars of three pods would be.</summary>
internal sealed class SharedRedis
{
    public const string MasterName = "nines-guard";
    public const string User = "nines-guard";

    private const int Count = 3;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly string _password;

    private SharedRedis(string password, ImmutableArray<RedisServer> servers, ImmutableArray<int> sentinels) =>
        (_password, Servers, Sentinels) = (password, servers, sentinels);

    /// <summary>The first one is primary at the start.</summary>
    public ImmutableArray<RedisServer> Servers { get; }

    /// <summary>Their ports.</summary>
    public ImmutableArray<int> Sentinels { get; }

    /// <summary>Missing program of this machine; null when everything is installed.</summary>
    public static string? Missing(string? path) =>
        Programs.Find("redis-server", path) is null ? "redis-server" : Programs.Find("redis-sentinel", path) is null ? "redis-sentinel" : null;

    /// <param name="start">Starts a child: its name and its command.</param>
    /// <exception cref="IOException">One of them did not come up.</exception>
    public static async Task<SharedRedis> StartAsync(
        string folder, string? path, string password, Func<string, string[], Child> start, TimeProvider time, CancellationToken cancellation)
    {
        int[] ports = FreePorts.Take(2 * Count);
        var servers = ImmutableArray.CreateBuilder<RedisServer>();
        var sentinels = new List<Child>();
        for (int index = 0; index < Count; index++)
        {
            string name = $"redis-{index + 1}";
            string config = Write(folder, name, ports[index], ServerLines(password));
            var server = new RedisServer(ports[index], primary => start(name, [Programs.Find("redis-server", path)!, config, .. primary]));
            server.Start(index == 0 ? null : ports[0]);
            servers.Add(server);
        }

        for (int index = 0; index < Count; index++)
        {
            string config = Write(folder, $"sentinel-{index + 1}", ports[Count + index], SentinelLines(password, ports[0]));
            sentinels.Add(start($"sentinel-{index + 1}", [Programs.Find("redis-sentinel", path)!, config]));
        }

        var redis = new SharedRedis(password, servers.ToImmutable(), [.. ports[Count..]]);
        Child[] all = [.. redis.Servers.Select(server => server.Process), .. sentinels];
        await Task.WhenAll(all.Select((child, index) => ListensAsync(child, ports[index], time, cancellation)));
        return redis;
    }

    /// <summary>Differences from the state that the guard needs: empty when all servers and Sentinels know each other.</summary>
    public async Task<ImmutableArray<CheckFinding>> CheckAsync(TimeProvider time, CancellationToken cancellation)
    {
        var target = new RedisTarget([.. Sentinels.Select(port => new RedisEndpoint("127.0.0.1", port))], MasterName);
        var options = new RedisStoreOptions();
        options = options with { Dial = options.Dial with { Login = () => new RedisLogin(User, _password) } };
        return await new StorePreflight(target, options, new RedisLogin("default", _password), time).RunAsync(cancellation);
    }

    private static string Write(string folder, string name, int port, IEnumerable<string> lines)
    {
        string data = Path.Combine(folder, name);
        Directory.CreateDirectory(data);
        string file = Path.Combine(data, "server.conf");
        File.WriteAllText(file, string.Join('\n', [$"port {port.ToString(CultureInfo.InvariantCulture)}", "bind 127.0.0.1", $"dir \"{data}\"", .. lines, ""]), new UTF8Encoding(false));
        return file;
    }

    private static IEnumerable<string> ServerLines(string password) =>
    [
        .. RedisServerNeeds.Redis.Select(need => $"{need.Name} {(need.Value.Length == 0 ? "\"\"" : need.Value)}"),
        "repl-diskless-sync-delay 0",
        $"requirepass {password}",
        $"masterauth {password}",
        $"{RedisServerNeeds.AclLine} >{password}",
    ];

    private static IEnumerable<string> SentinelLines(string password, int primary) =>
    [
        $"sentinel monitor {MasterName} 127.0.0.1 {primary.ToString(CultureInfo.InvariantCulture)} {RedisServerNeeds.Sentinel.Single(need => need.Name == "quorum").Value}",
        .. RedisServerNeeds.Sentinel.Where(need => need.Name != "quorum").Select(need => $"sentinel {need.Name} {MasterName} {need.Value}"),
        $"sentinel auth-pass {MasterName} {password}",
        $"sentinel sentinel-pass {password}",
        $"requirepass {password}",
        $"{RedisServerNeeds.SentinelAclLine} >{password}",
    ];

    private static async Task ListensAsync(Child child, int port, TimeProvider time, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellation);
                return;
            }
            catch (SocketException fault)
            {
                if (child.HasExited || time.GetElapsedTime(began) > s_startLimit)
                {
                    throw new IOException($"{child.Name} did not come up: {child.ReadLogEnd()}", fault);
                }
            }

            await Task.Delay(s_poll, time, cancellation);
        }
    }
}

/// <summary>One server, which can be killed and come back.</summary>
/// <param name="start">Starts it with some more words on its command line.</param>
internal sealed class RedisServer(int port, Func<string[], Child> start)
{
    public int Port => port;

    public Child Process { get; private set; } = null!;

    /// <param name="primary">Port of the primary that it follows; null for none.</param>
    public void Start(int? primary) =>
        Process = start(primary is { } followed ? ["--replicaof", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1 {followed}")] : []);
}
