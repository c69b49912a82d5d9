using System.Collections.Immutable;

namespace Nines.Guard.Serving;

/// <summary>Readiness for requests of callers.</summary>
internal sealed class Readiness(ImmutableArray<Func<string?>> checks)
{
    private volatile bool _started;
    private volatile bool _draining;

    public void Start() => _started = true;

    public void Drain() => _draining = true;

    /// <summary>Reasons why the guard is not ready; empty when it is.</summary>
    public IEnumerable<string> Reasons()
    {
        if (!_started)
        {
            yield return "starting";
        }

        if (_draining)
        {
            yield return "draining";
        }

        foreach (Func<string?> check in checks)
        {
            if (check() is { } reason)
            {
                yield return reason;
            }
        }
    }
}
