using System.Collections.Immutable;
using System.Net;
using Nines.Testing.Faults;

namespace Nines.Guard.Drills.Site;

/// <summary>A fault proxy on every way that bytes take between the processes of a site.</summary>
internal sealed class Edges(int seed) : IAsyncDisposable
{
    private readonly List<FaultProxy> _all = [];

    /// <summary>From the callers to each guard.</summary>
    public ImmutableArray<FaultProxy> Callers { get; set; } = [];

    /// <summary>From each guard to Azure.</summary>
    public ImmutableArray<FaultProxy> Azure { get; set; } = [];

    /// <summary>From each guard to each Redis server.</summary>
    public ImmutableArray<ImmutableArray<FaultProxy>> Redis { get; set; } = [];

    /// <summary>From each guard to each Sentinel.</summary>
    public ImmutableArray<ImmutableArray<FaultProxy>> Sentinels { get; set; } = [];

    /// <summary>To each Redis server from the other servers and from the Sentinels.</summary>
    public ImmutableArray<FaultProxy> Peers { get; set; } = [];

    public FaultProxy To(int port) => To(new IPEndPoint(IPAddress.Loopback, port));

    public FaultProxy To(IPEndPoint target)
    {
        var proxy = FaultProxy.Start(target, new FaultProxyOptions { Seed = seed + _all.Count });
        _all.Add(proxy);
        return proxy;
    }

    /// <summary>Passes everything again, and ends connections that a fault had made useless.</summary>
    public static void Mend(params IEnumerable<FaultProxy> edges)
    {
        foreach (FaultProxy edge in edges)
        {
            edge.Heal();
            edge.ResetAll();
        }
    }

    public static void Cut(params IEnumerable<FaultProxy> edges)
    {
        foreach (FaultProxy edge in edges)
        {
            edge.Partition();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FaultProxy proxy in _all)
        {
            await proxy.DisposeAsync();
        }
    }
}
