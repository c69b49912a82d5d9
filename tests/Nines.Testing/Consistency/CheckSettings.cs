namespace Nines.Testing.Consistency;

/// <summary>Assumptions of the checker. Every allowance is zero unless a test gives one.</summary>
public sealed record CheckSettings
{
    /// <summary>Number of guards, from 1.</summary>
    public required int Replicas { get; init; }

    /// <summary>No answer is good for longer, whatever Azure says.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time after its end at which an answer may still be served, and time before it at which a key may be asked for again: clocks and the network.</summary>
    public TimeSpan Tolerance { get; init; }

    /// <summary>Further time before the end at which a key may be asked for again: a guard counts from when it sent a call, the history from when Azure took it.</summary>
    public TimeSpan Transit { get; init; }

    /// <summary>Time in which a replica notices that it is degraded; its windows are assumed to begin that much earlier.</summary>
    public TimeSpan Detection { get; init; }

    /// <summary>Time after a newer version was first served in which the other replicas drop an older one.</summary>
    public TimeSpan Settling { get; init; }

    /// <summary>Time after a purge has reported success in which a replica completes it.</summary>
    public TimeSpan PurgeSettling { get; init; }

    /// <summary>Calls that one question may cost: 1, or 2 where slow calls are hedged by a second one.</summary>
    public int CallsEach { get; init; } = 1;

    /// <summary>Sources of decisions that need no answer of Azure, such as rules of the guard's own. An allow needs one all the same.</summary>
    public IReadOnlySet<string> LocalSources { get; init; } = new HashSet<string>(StringComparer.Ordinal) { "local" };

    /// <summary>Violations of one rule that are described; the rest is counted.</summary>
    public int MaxDescribed { get; init; } = 20;
}
