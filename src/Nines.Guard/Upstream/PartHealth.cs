namespace Nines.Guard.Upstream;

/// <summary>Health of one part of Azure. One answer among failures means that it is healthy. Safe for many threads.</summary>
/// <param name="began">Start of the guard: until the first answer the part counts as failing since then.</param>
internal sealed class PartHealth(long began, TimeProvider time)
{
    private readonly Lock _gate = new();
    private bool _hasAnswered;
    private long? _failingSince = began;
    private string _why = "it was not asked yet";

    /// <summary>False until the first answer.</summary>
    public bool HasAnswered
    {
        get
        {
            lock (_gate)
            {
                return _hasAnswered;
            }
        }
    }

    /// <summary>For how long nothing but failures came, and what the latest was; null while it answers.</summary>
    public (TimeSpan For, string Why)? Failing
    {
        get
        {
            lock (_gate)
            {
                return _failingSince is { } since ? (time.GetElapsedTime(since), _why) : null;
            }
        }
    }

    public void Answered()
    {
        lock (_gate)
        {
            (_hasAnswered, _failingSince) = (true, null);
        }
    }

    /// <param name="why">Safe to show.</param>
    public void Failed(string why)
    {
        lock (_gate)
        {
            (_failingSince, _why) = (_failingSince ?? time.GetTimestamp(), why);
        }
    }
}
