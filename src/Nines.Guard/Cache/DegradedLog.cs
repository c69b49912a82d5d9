using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>The windows in which a replica could not share. Safe for many threads.</summary>
internal sealed class DegradedLog
{
    private const int Most = 100;
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
                _windows = [.. _windows.TakeLast(Most - 1), new DegradedWindow(from, null, why)];
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
