namespace Nines.Kubernetes.Transport;

/// <summary>How long a server has said nothing at all, over the attempts of one request: so that one which cannot be reached fails in time.</summary>
internal sealed class Silence(TimeProvider clock, TimeSpan longest)
{
    private TimeSpan _before;
    private long _since = clock.GetTimestamp();

    /// <summary>What it still has; zero when it is over.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = longest - _before - clock.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>It answered, whatever it was.</summary>
    public void Heard() => (_before, _since) = (TimeSpan.Zero, clock.GetTimestamp());

    /// <summary>Until <see cref="Resume"/>, time does not count.</summary>
    public void Pause() => _before += clock.GetElapsedTime(_since);

    public void Resume() => _since = clock.GetTimestamp();
}
