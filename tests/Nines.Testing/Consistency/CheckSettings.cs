namespace Nines.Testing.Consistency;

/// <summary>What the checker takes for granted. Every allowance is zero unless a test gives one.</summary>
public sealed record CheckSettings
{
    /// <summary>How many guards there are, from 1.</summary>
    public required int Replicas { get; init; }

    /// <summary>No answer is good for longer, whatever Azure says.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much later than its end an answer may be served, and how much earlier a key may be asked for again: clocks and the network.</summary>
    public TimeSpan Tolerance { get; init; }

    /// <summary>How much earlier still a key may be asked for again: a guard counts from when it sent a call, the history from when Azure took it.</summary>
    public TimeSpan Transit { get; init; }

    /// <summary>How long a replica may take to notice that it is degraded; its windows are taken to begin that much earlier.</summary>
    public TimeSpan Detection { get; init; }

    /// <summary>How long after a newer version was first served the other replicas may take to drop an older one.</summary>
    public TimeSpan Settling { get; init; }

    /// <summary>How long after a purge has reported success a replica may take to have done it.</summary>
    public TimeSpan PurgeSettling { get; init; }

    /// <summary>Calls that one question may cost: 1, or 2 where slow calls are hedged by a second one.</summary>
    public int CallsEach { get; init; } = 1;

    /// <summary>Sources of decisions that need no answer of Azure, such as rules of the guard's own. An allow needs one all the same.</summary>
    public IReadOnlySet<string> LocalSources { get; init; } = new HashSet<string>(StringComparer.Ordinal) { "local" };

    /// <summary>Violations of one rule that are told in words; the rest is counted.</summary>
    public int MostTold { get; init; } = 20;
}
