using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <param name="IsShared">False in a degraded window: near copies are then this replica's own, and no changes are reported.</param>
/// <param name="Era">Scope in which copies may be kept near in this mode.</param>
internal sealed record StoreMode(bool IsShared, NearEra Era);

/// <summary>
/// Decides what near copies are worth. They are trusted while every server has answered a heartbeat that was sent less than a
/// near lease ago. A link that is lost ends all of them at once, and so does a link that comes back.
/// </summary>
internal sealed class StoreTrust
{
    private readonly Lock _gate = new();
    private readonly NearCache _near;
    private readonly bool _flushesWhenLost;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _firstShared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<TrustedLink> _links = [];
    private volatile StoreMode _mode;
    private volatile bool _isEpochInDoubt;
    private long _epoch;
    private long _lastGood;
    private long _flushes;

    /// <param name="lease">Time for which near copies are trusted after the sending of a heartbeat that was answered.</param>
    /// <param name="flushesWhenLost">False only in the test that shows why it is not.</param>
    public StoreTrust(NearCache near, TimeSpan lease, TimeProvider time, bool flushesWhenLost = true)
    {
        (_near, _lease, _time, _flushesWhenLost) = (near, lease, time, flushesWhenLost);
        _mode = new StoreMode(false, near.Era);
    }

    public DegradedLog Log { get; } = new();

    public StoreMode Mode => _mode;

    /// <summary>The highest that was ever seen.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>True from a push that the epoch was written until it is read: what is read meanwhile may be from before a purge.</summary>
    public bool IsEpochInDoubt => _isEpochInDoubt;

    public long Flushes => Interlocked.Read(ref _flushes);

    /// <summary>Reason for each link that is not healthy; empty when all are.</summary>
    public ImmutableArray<string> Troubles
    {
        get
        {
            lock (_gate)
            {
                return [.. _links.Where(link => link.Why is not null).Select(link => $"{link.Address}: {link.Why}")];
            }
        }
    }

    /// <summary>Ends when the store was shared for the first time.</summary>
    public Task FirstShared => _firstShared.Task;

    /// <summary>A start that found no store begins a degraded window.</summary>
    public void NotYetShared(DateTimeOffset since)
    {
        lock (_gate)
        {
            if (!_mode.IsShared)
            {
                Log.Open(since, "not reached since the start");
            }
        }
    }

    /// <summary>Uses these links from now on, and only these.</summary>
    public void Follow(ImmutableArray<TrustedLink> links)
    {
        lock (_gate)
        {
            _links = links;
            Evaluate(links.IsEmpty ? "no primary is known" : "another primary");
        }
    }

    /// <param name="sent">Time at which the answered heartbeat was sent.</param>
    public void Good(TrustedLink link, long sent)
    {
        lock (_gate)
        {
            link.MarkGood(sent);
            Evaluate("");
        }
    }

    /// <param name="why">A fixed short text.</param>
    public void Bad(TrustedLink link, string why)
    {
        lock (_gate)
        {
            link.MarkBad(why);
            Evaluate(why);
        }
    }

    /// <summary>Handles a write of the epoch by another client; until it is read, no near copy is served.</summary>
    public void DoubtEpoch()
    {
        lock (_gate)
        {
            _isEpochInDoubt = true;
            Renew();
        }
    }

    /// <summary>The epoch was read.</summary>
    public void SeeEpoch(long epoch)
    {
        lock (_gate)
        {
            _isEpochInDoubt = false;
            if (epoch > _epoch)
            {
                Interlocked.Exchange(ref _epoch, epoch);
                Renew();
            }
        }
    }

    /// <summary>Drops all near copies; the mode stays.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            Renew();
        }
    }

    // With the gate held, as all below.
    private void Evaluate(string why)
    {
        bool isGood = !_links.IsEmpty && _links.All(link => link.IsGood);
        if (isGood && _mode.IsShared)
        {
            _mode.Era.TrustUntil(TrustedUntil());
        }
        else if (isGood)
        {
            Change(isShared: true, TrustedUntil());
            Log.Close(_time.GetUtcNow());
            _firstShared.TrySetResult();
        }
        else if (_mode.IsShared)
        {
            // The window begins where the links were last known to be good, not where the loss was noticed.
            Change(isShared: false, long.MaxValue);
            Log.Open(_time.GetUtcNow() - _time.GetElapsedTime(_lastGood), why);
        }
    }

    private long TrustedUntil()
    {
        _lastGood = _links.Min(link => link.LastGood);
        return _isEpochInDoubt ? long.MinValue + 1 : _time.After(_lastGood, _lease);
    }

    private void Renew() => Change(_mode.IsShared, _mode.IsShared ? TrustedUntil() : long.MaxValue);

    private void Change(bool isShared, long until)
    {
        if (isShared != _mode.IsShared && !_flushesWhenLost)
        {
            _near.Era.TrustUntil(until);
            _mode = new StoreMode(isShared, _near.Era);
            return;
        }

        Interlocked.Increment(ref _flushes);
        _mode = new StoreMode(isShared, _near.Flush(until));
    }
}

/// <summary>A connection to a server, as far as <see cref="StoreTrust"/> judges it.</summary>
internal abstract class TrustedLink
{
    private volatile bool _isGood;

    /// <summary>Address of the server.</summary>
    public abstract string Address { get; }

    /// <summary>True when the last heartbeat was answered as expected.</summary>
    public bool IsGood => _isGood;

    /// <summary>Time at which the last answered heartbeat was sent.</summary>
    public long LastGood { get; private set; }

    /// <summary>Reason why the link is not healthy; null while it is.</summary>
    public string? Why { get; private set; } = "not connected yet";

    /// <summary>For <see cref="StoreTrust"/> alone, which knows what else to do.</summary>
    internal void MarkGood(long sent) => (LastGood, Why, _isGood) = (sent, null, true);

    /// <summary>For <see cref="StoreTrust"/> alone.</summary>
    internal void MarkBad(string why) => (Why, _isGood) = (why, false);
}
