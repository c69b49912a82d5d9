namespace Nines.Guard.Cache;

/// <summary>What <see cref="StoreTrust"/> has to know of a connection to a server.</summary>
internal abstract class TrustedLink
{
    private volatile bool _isGood;

    /// <summary>Whether the last heartbeat was answered as it should be.</summary>
    public bool IsGood => _isGood;

    /// <summary>When the last heartbeat that was answered was sent.</summary>
    public long LastGood { get; private set; }

    /// <summary>Why it is not good; null while it is.</summary>
    public string? Why { get; private set; } = "not connected yet";

    /// <summary>For <see cref="StoreTrust"/> alone, which knows what else to do.</summary>
    internal void MarkGood(long sent) => (LastGood, Why, _isGood) = (sent, null, true);

    /// <summary>For <see cref="StoreTrust"/> alone.</summary>
    internal void MarkBad(string why) => (Why, _isGood) = (why, false);
}
