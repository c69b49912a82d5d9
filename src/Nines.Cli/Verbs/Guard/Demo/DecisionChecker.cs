namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>
/// Decides if answers are right, by the roles and the clock alone. A cached answer may be as old as the guard keeps it, and no older.
/// Safe for many threads.
/// </summary>
/// <param name="maxAge">Maximum age of a cached decision.</param>
internal sealed class DecisionChecker(TimeSpan maxAge, TimeProvider time)
{
    // What the clocks of two processes of one machine differ by.
    private static readonly TimeSpan s_slack = TimeSpan.FromMilliseconds(100);

    private long _takingFrom = long.MaxValue;
    private long _takenAt = long.MaxValue;

    /// <summary>Time at which the role was removed, a timestamp; null while it exists.</summary>
    public long? TakenAt => Volatile.Read(ref _takenAt) is var at && at < long.MaxValue ? at : null;

    public void TakeRole(Action take)
    {
        Volatile.Write(ref _takingFrom, time.GetTimestamp());
        take();
        Volatile.Write(ref _takenAt, time.GetTimestamp());
    }

    public bool IsRight(Ask ask, bool isAllowed, long sent, long received)
    {
        if (!ask.EndsWithRole)
        {
            return isAllowed == ask.IsAllowed;
        }

        // The answer was made at some time between sent and received, and may rest on what was so earlier.
        return isAllowed
            ? TakenAt is not { } taken || sent <= taken || time.GetElapsedTime(taken, sent) <= maxAge + s_slack
            : received >= Volatile.Read(ref _takingFrom);
    }
}
