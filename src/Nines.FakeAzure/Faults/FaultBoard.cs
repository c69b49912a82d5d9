using System.Collections.Immutable;

namespace Nines.FakeAzure.Faults;

/// <summary>The faults of this moment, by kind. Safe for many threads.</summary>
internal sealed class FaultBoard(int seed)
{
    private static readonly PathKind[] s_kinds = Enum.GetValues<PathKind>();

    private readonly Lock _gate = new();
    private readonly Dictionary<PathKind, (Fault Fault, int Left)> _faults = [];
    private readonly Random _random = new(seed);

    public ImmutableSortedDictionary<PathKind, Fault> Current
    {
        get
        {
            lock (_gate)
            {
                return _faults.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Fault);
            }
        }
    }

    /// <exception cref="ArgumentException">The fault makes no sense; the message lists why.</exception>
    public void Set(PathKind kind, Fault fault)
    {
        if (fault.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(fault));
        }

        lock (_gate)
        {
            _faults[kind] = (fault, fault.Times);
        }
    }

    public void SetAll(Fault fault) => Array.ForEach(s_kinds, kind => Set(kind, fault));

    public void Clear(PathKind kind)
    {
        lock (_gate)
        {
            _faults.Remove(kind);
        }
    }

    public void ClearAll()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>The fault that hits a call, and how long its answer is held back; null when none does.</summary>
    public (Fault Fault, TimeSpan Latency)? Draw(PathKind kind)
    {
        lock (_gate)
        {
            if (!_faults.TryGetValue(kind, out (Fault Fault, int Left) set)
                || (set.Fault.Share < 1 && _random.NextDouble() >= set.Fault.Share))
            {
                return null;
            }

            if (set.Left == 1)
            {
                _faults.Remove(kind);
            }
            else if (set.Left > 1)
            {
                _faults[kind] = (set.Fault, set.Left - 1);
            }

            double jitter = set.Fault.JitterMs > 0 ? _random.NextDouble() * set.Fault.JitterMs : 0;
            return (set.Fault, TimeSpan.FromMilliseconds(set.Fault.LatencyMs + jitter));
        }
    }
}
