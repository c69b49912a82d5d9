namespace Nines.Guard.Upstream;

/// <summary>Extra attempts as a share of the calls: each call pays a little in, each extra attempt takes one out.</summary>
/// <param name="share">Share of an attempt that one call adds.</param>
/// <param name="burst">The most that is saved up, and what there is at the start.</param>
internal sealed class Budget(double share, int burst)
{
    private readonly Lock _gate = new();
    private double _saved = burst;

    public bool HasOne
    {
        get
        {
            lock (_gate)
            {
                return _saved >= 1;
            }
        }
    }

    public void Deposit()
    {
        lock (_gate)
        {
            _saved = Math.Min(burst, _saved + share);
        }
    }

    public bool TryWithdraw()
    {
        lock (_gate)
        {
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
