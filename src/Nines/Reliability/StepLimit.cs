namespace Nines.Reliability;

/// <summary>Counts the steps of one piece of work against a limit, so that where it ends does not depend on the machine.</summary>
internal sealed class StepLimit(long max, Effort effort)
{
    private const int PollMask = (1 << 14) - 1;

    private long _steps;

    /// <summary>Takes one step; true when it may not be taken. The clock is looked at now and then.</summary>
    public bool IsReached() => ++_steps > max || ((_steps & PollMask) == 0 && effort.IsSpent());
}
