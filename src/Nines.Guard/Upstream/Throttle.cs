namespace Nines.Guard.Upstream;

/// <summary>
/// The pause that all callers of one part and principal share after a 429. Afterwards one attempt is made first, as a trial; the
/// others follow when it was answered. Calls do not sleep here: one during the pause gets the rest of its time at once.
/// </summary>
internal sealed class Throttle(ResilienceOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _began;
    private TimeSpan _length;
    private int _streak;
    private int _era;
    private bool _isPaused;
    private bool _isTrying;

    /// <summary>Result of an attempt for the throttle.</summary>
    internal readonly record struct Pass(int Era, bool IsTrial);

    /// <summary>Rest of the pause; null when an attempt may proceed, as a trial or freely.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            lock (_gate)
            {
                return Left();
            }
        }
    }

    /// <returns>Time to wait, or null with a pass that must be returned by <see cref="Leave"/>.</returns>
    public TimeSpan? Enter(out Pass pass)
    {
        lock (_gate)
        {
            pass = new Pass(_era, _isPaused);
            if (!_isPaused)
            {
                return null;
            }

            if (Left() is { } left)
            {
                return left;
            }

            if (_isTrying)
            {
                return options.FirstPause;
            }

            _isTrying = true;
            return null;
        }
    }

    /// <summary>Gives the pass back.</summary>
    /// <param name="attempt">Outcome of the attempt; null when it was cancelled.</param>
    /// <returns>The pause that begins now, or null.</returns>
    public TimeSpan? Leave(Pass pass, Attempt? attempt)
    {
        lock (_gate)
        {
            if (pass.IsTrial && pass.Era == _era)
            {
                _isTrying = false;
            }

            if (attempt is not { } ended)
            {
                return null;
            }

            if (ended.Kind == AttemptKind.Throttled)
            {
                return Begin(pass, ended.RetryAfter);
            }

            if (ended.IsWord && pass.IsTrial && pass.Era == _era)
            {
                _isPaused = false;
                _streak = 0;
            }

            return null;
        }
    }

    private TimeSpan? Begin(Pass pass, TimeSpan? asked)
    {
        TimeSpan length = asked is { } given && given > TimeSpan.Zero ? given : options.FirstPause * Math.Pow(2, Math.Min(_streak, 20));
        if (length > options.MaxPause)
        {
            length = options.MaxPause;
        }

        if (pass.Era != _era && _isPaused)
        {
            // Sent before the pause began: it says nothing new, unless it asks for a longer one.
            if (asked is null || (Left() ?? TimeSpan.Zero) >= length)
            {
                return null;
            }
        }
        else
        {
            _streak++;
            _era++;
            _isTrying = false;
        }

        _isPaused = true;
        _began = time.GetTimestamp();
        _length = length;
        return length;
    }

    private TimeSpan? Left()
    {
        if (!_isPaused)
        {
            return null;
        }

        TimeSpan left = _length - time.GetElapsedTime(_began);
        return left > TimeSpan.Zero ? left : null;
    }
}
