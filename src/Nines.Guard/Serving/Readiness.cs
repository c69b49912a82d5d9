using System.Collections.Immutable;

namespace Nines.Guard.Serving;

/// <summary>Whether callers should be sent here.</summary>
internal sealed class Readiness(ImmutableArray<Func<string?>> checks)
{
    private volatile bool _started;
    private volatile bool _draining;

    public void Start() => _started = true;

    public void Drain() => _draining = true;

    /// <summary>Why not; nothing when ready.</summary>
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
