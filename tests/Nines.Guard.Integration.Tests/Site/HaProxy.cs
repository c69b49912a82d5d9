using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Nines.Testing.Processes;

namespace Nines.Guard.Integration.Tests.Site;

/// <summary>
/// A real HAProxy: it passes connections on, one replica after another, to those whose readiness probe
/// answers, and leaves connections alone that stand.
/// </summary>
internal sealed class HaProxy : ILoadBalancer
{
    private readonly TempFolder _folder = new();
    private readonly RealProcess _process;

    private HaProxy(ImmutableArray<GuardReplica> replicas)
    {
        var servers = new StringBuilder();
        for (int index = 0; index < replicas.Length; index++)
        {
            servers.Append(
                CultureInfo.InvariantCulture,
                $"    server guard-{index} 127.0.0.1:{replicas[index].ReviewsPort} check port {replicas[index].OperationsPort} inter 250ms fall 1 rise 1\n");
        }

        string configuration = string.Create(CultureInfo.InvariantCulture, $"""
            defaults
                mode tcp
                timeout connect 1s
                timeout client 1h
                timeout server 1h
                retries 3
                option redispatch 1
            frontend reviews
                bind 127.0.0.1:{Port}
                default_backend guards
            backend guards
                balance roundrobin
                option httpchk GET /readyz
            {servers}

            """);
        _process = RealProcess.Start(Programs.Find("haproxy")!, ["-db", "-f", _folder.Write("haproxy.cfg", configuration)]);
    }

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing => Programs.Find("haproxy") is null ? "haproxy is not installed; tests/install does it" : null;

    public int Port { get; } = FreePorts.Next();

    public static async Task<HaProxy> StartAsync(ImmutableArray<GuardReplica> replicas, CancellationToken cancellation)
    {
        var balancer = new HaProxy(replicas);
        await balancer._process.WaitUntilAsync(
            async stop =>
            {
                using var socket = new TcpClient();
                try
                {
                    await socket.ConnectAsync("127.0.0.1", balancer.Port, stop);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(10),
            cancellation);
        return balancer;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
