namespace Nines.Reliability;

/// <summary>
/// Limits of one solve. When one is reached, the result is certified bounds and says which limit it was. Work and memory are counted, not
/// measured, so that the same model with the same limits has the same answer on every machine, however busy it is.
/// </summary>
/// <param name="MaxBytes">Memory for decision diagrams and their caches, in bytes; at least 1 MiB.</param>
/// <param name="MaxSteps">Work in steps, each about one operation on two vertices of a diagram; positive.</param>
public sealed record SolverLimits(long MaxBytes, long MaxSteps)
{
    /// <summary>2 GiB and 400 million steps: enough for every published fault-tree benchmark that is known to be solvable, and about a minute.</summary>
    public static SolverLimits Default { get; } = new(2L << 30, 400_000_000);

    /// <summary>Wall-clock time; null for none. Where it ends the work, the answer depends on the machine.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>
    /// Limits after some work, but at least a twentieth: the journeys of a file share its limits, and the last one is not left with nothing.
    /// </summary>
    /// <param name="steps">Steps that the others took.</param>
    /// <param name="elapsed">Time that the others took.</param>
    public SolverLimits Without(long steps, TimeSpan elapsed) => this with
    {
        MaxSteps = Math.Max(MaxSteps - steps, Math.Max(1, MaxSteps / 20)),
        MaxTime = MaxTime is not { } time ? null : time - elapsed > time / 20 ? time - elapsed : time / 20,
    };
}

/// <summary>The limit that ended a solve before it was exact or complete.</summary>
public enum SolverLimit
{
    Work,
    Memory,
    Time,
}
