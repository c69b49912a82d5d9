using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;
using Nines.Guard.Telemetry;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks that the shared cache is reachable, and that its settings support the guarantees.</summary>
internal static class StoreCheck
{
    private const int MaxLineLength = 256;

    public static async Task RunAsync(CheckNotes notes, CheckRequest request, TimeProvider time, CancellationToken cancellation)
    {
        string kind = request.Settings.Get(GuardSettings.CacheStore);
        if (kind == "memory")
        {
            notes.Skip("the store is memory: each replica has its own cache");
            return;
        }

        await using var probe = new ProbeBuild(request.Settings, time);
        if (kind == "redis")
        {
            (RedisTarget Target, RedisStoreOptions Options)? redis = CacheBuild.RedisSettings(probe.Build);
            notes.Errors(probe.Build.Faults, "see the settings under cache.redis");
            if (redis is { } given)
            {
                await RedisAsync(notes, request, given.Target, given.Options, time, cancellation);
            }

            return;
        }

        ImmutableArray<RedisEndpoint> servers = CacheBuild.MemcachedServers(probe.Build);
        notes.Errors(probe.Build.Faults, "see the settings under cache.memcached");
        if (servers is [var server])
        {
            await MemcachedAsync(notes, server, cancellation);
        }
    }

    private static async Task RedisAsync(
        CheckNotes notes, CheckRequest request, RedisTarget target, RedisStoreOptions options, TimeProvider time, CancellationToken cancellation)
    {
        ImmutableArray<CheckFinding> findings = await new StorePreflight(target, options, request.RedisAdministrator, time).RunAsync(cancellation);
        notes.Add(request.RedisAdministrator is not null ? findings : findings.Select(finding => finding.Severity == Severity.Note
            ? finding with { Fix = $"{finding.Fix}: --redis-admin USER --redis-admin-password-file FILE" } : finding));
        string kind = target.MasterName is { } name ? $"Sentinels of {name}" : target.IsCluster ? "nodes of a cluster" : "a server";
        notes.Fact($"{kind}: {string.Join(", ", target.Addresses)}");
    }

    private static async Task MemcachedAsync(CheckNotes notes, RedisEndpoint server, CancellationToken cancellation)
    {
        string where = $"memcached {server}";
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.Host, server.Port, cancellation);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("version\r\n"u8.ToArray(), cancellation);
            byte[] line = new byte[MaxLineLength];
            int length = 0;
            while (length < line.Length && !line.AsSpan(0, length).Contains((byte)'\n') && await stream.ReadAsync(line.AsMemory(length), cancellation) is var read and > 0)
            {
                length += read;
            }

            string answer = Encoding.ASCII.GetString(line, 0, length).TrimEnd('\r', '\n');
            if (answer.StartsWith("VERSION ", StringComparison.Ordinal) && answer.All(letter => letter is >= ' ' and < '\x7f'))
            {
                notes.Fact($"{where} is version {answer["VERSION ".Length..]}");
            }
            else
            {
                notes.Error(where, "does not answer like memcached", "the text protocol", "check that the address belongs to memcached, or to a Hazelcast member with the text protocol enabled");
            }
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            notes.Error(where, $"no connection ({(fault as SocketException)?.SocketErrorCode.ToString() ?? "lost"})", "an answer", "check the address and the network policy");
        }
    }
}

/// <summary>Creates parts as the guard does, to inspect them; nothing is logged or counted.</summary>
internal sealed class ProbeBuild : IAsyncDisposable
{
    private readonly Instruments _instruments = new();
    private readonly GuardLog _log;

    public ProbeBuild(ConfiguredSettings settings, TimeProvider time)
    {
        _log = new GuardLog(Stream.Null, new LogFormat(hashUsers: true), time, lost: null);
        Build = new Build(settings, _log, _instruments, time);
    }

    public Build Build { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable owned in Build.Owned.ToImmutable().Reverse())
        {
            await owned.DisposeAsync();
        }

        await _log.DisposeAsync();
        _instruments.Dispose();
    }
}
