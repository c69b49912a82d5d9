using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>State of a store. Counters only grow while the process lives.</summary>
internal sealed record StoreState
{
    /// <summary><c>memory</c>, <c>redis</c>, <c>redis-sentinel</c>, <c>redis-cluster</c> or <c>memcached</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The servers, with their role as last seen.</summary>
    public ImmutableArray<StoreServer> Servers { get; init; } = [];

    /// <summary>False while this replica answers from Azure and its own copies alone.</summary>
    public required bool Shared { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Entries kept near, and their size.</summary>
    public required long NearEntries { get; init; }

    public required long NearBytes { get; init; }

    /// <summary>Age of the oldest near entry, counted from the request to Azure; null without entries.</summary>
    public TimeSpan? OldestNearAge { get; init; }

    public long NearHits { get; init; }

    public long SharedHits { get; init; }

    public long Misses { get; init; }

    /// <summary>Questions to the store that it could not answer in time, or not at all: each may cost a call to Azure.</summary>
    public long Unanswered { get; init; }

    /// <summary>Values refused, by why: <c>signature</c>, <c>expired</c>, <c>too-far</c>, <c>malformed</c>, <c>unknown-key</c>.</summary>
    public ImmutableSortedDictionary<string, long> Rejected { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Near copies dropped by a push of the store, and how often all of them were dropped at once.</summary>
    public long Invalidated { get; init; }

    public long Flushes { get; init; }

    /// <summary>Values that were no entries and that this replica wrote over.</summary>
    public long Replaced { get; init; }

    /// <summary>Publications that no replica of the server had confirmed in time: a fail-over in that moment would lose them.</summary>
    public long Unconfirmed { get; init; }

    /// <summary>The latest windows in which this replica could not share, oldest first, at most 100; the last may be open.</summary>
    public ImmutableArray<DegradedWindow> Degraded { get; init; } = [];

    public long DegradedWindows { get; init; }
}

/// <param name="Role"><c>primary</c>, <c>replica</c>, <c>sentinel</c>, <c>member</c> or <c>unknown</c>.</param>
internal sealed record StoreServer(string Address, string Role, bool Reachable);

/// <param name="From">The last moment at which the store was known to be good: a window begins there, not when the loss was noticed.</param>
/// <param name="To">Null while it lasts.</param>
/// <param name="Why">A fixed short text.</param>
internal sealed record DegradedWindow(DateTimeOffset From, DateTimeOffset? To, string Why);

/// <summary>The windows in which a replica could not share. Safe for many threads.</summary>
internal sealed class DegradedLog
{
    private const int MaxWindows = 100;
    private readonly Lock _gate = new();
    private ImmutableArray<DegradedWindow> _windows = [];
    private long _count;

    /// <summary>The latest, oldest first.</summary>
    public ImmutableArray<DegradedWindow> Windows
    {
        get
        {
            lock (_gate)
            {
                return _windows;
            }
        }
    }

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Begins a window, when none is open.</summary>
    public void Open(DateTimeOffset from, string why)
    {
        lock (_gate)
        {
            if (_windows is not [.., { To: null }])
            {
                _windows = [.. _windows.TakeLast(MaxWindows - 1), new DegradedWindow(from, null, why)];
                Interlocked.Increment(ref _count);
            }
        }
    }

    public void Close(DateTimeOffset to)
    {
        lock (_gate)
        {
            if (_windows is [.., { To: null } open])
            {
                _windows = _windows.SetItem(_windows.Length - 1, open with { To = to });
            }
        }
    }
}
