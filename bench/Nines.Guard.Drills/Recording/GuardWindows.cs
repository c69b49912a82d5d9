using Nines.Testing.Consistency;
using DegradedWindow = Nines.Testing.Consistency.DegradedWindow;

namespace Nines.Guard.Drills.Recording;

/// <summary>
/// Reports of one guard about itself, over all of its starts: its degraded windows, on the clock of the history, and lookups that its store did not
/// answer in time. A guard reports windows in its own time of day, which the drill may have set wrong.
/// </summary>
internal sealed class GuardWindows(int replica, HistoryRecorder history, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Life, DateTimeOffset From), DegradedWindow> _windows = [];
    private readonly List<FaultWindow> _unanswered = [];
    private int _life;
    private long _unansweredBefore;
    private TimeSpan _lookedBefore;

    /// <summary>Lead of the guard's clock now.</summary>
    public TimeSpan Skew { get; set; }

    /// <param name="began">Time at which the guard was asked.</param>
    public void Add(StoreReport report, TimeSpan began)
    {
        lock (_gate)
        {
            foreach (Cache.DegradedWindow told in report.Degraded)
            {
                bool isKnown = _windows.TryGetValue((_life, told.From), out DegradedWindow? window);
                window ??= new DegradedWindow(replica, At(told.From), null);
                if (!isKnown || window.To is null)
                {
                    _windows[(_life, told.From)] = window with { To = told.To is { } to ? Later(window.From, At(to)) : null };
                }
            }

            if (report.Unanswered > _unansweredBefore)
            {
                _unanswered.Add(new FaultWindow(
                    $"lookups of guard {replica} that the store did not answer in time", FaultEffects.PreventsSharing, _lookedBefore, history.Now));
            }

            (_unansweredBefore, _lookedBefore) = (report.Unanswered, began);
        }
    }

    /// <summary>The guard is no more; the next one counts from zero.</summary>
    public void EndLife()
    {
        lock (_gate)
        {
            foreach (((int Life, DateTimeOffset From) key, DegradedWindow window) in _windows.Where(pair => pair.Value.To is null).ToArray())
            {
                _windows[key] = window with { To = Later(window.From, history.Now) };
            }

            _life++;
            _unansweredBefore = 0;
        }
    }

    public (IReadOnlyList<DegradedWindow> Windows, IReadOnlyList<FaultWindow> Unanswered) Read()
    {
        lock (_gate)
        {
            return ([.. _windows.Values], [.. _unanswered]);
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private TimeSpan At(DateTimeOffset moment) => history.Now - (time.GetUtcNow() + Skew - moment);
}

/// <summary>The part of a guard's report that the history needs.</summary>
internal sealed record StoreReport(IReadOnlyList<Cache.DegradedWindow> Degraded, long Unanswered);
