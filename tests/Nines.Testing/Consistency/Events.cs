namespace Nines.Testing.Consistency;

/// <summary>An answer, by a guard to a review or by Azure to a guard.</summary>
public enum Verdict
{
    /// <summary>The action is allowed.</summary>
    Allow,

    /// <summary>Denied, or no opinion: a decision all the same.</summary>
    NotAllowed,

    /// <summary>No decision: a fault, a timeout, a status other than 200.</summary>
    Error,
}

/// <summary>A review that a guard was asked for. All times are counted on the test's one monotonic clock.</summary>
/// <param name="Replica">Number of the guard that answered, from 0.</param>
/// <param name="Key">The upstream question: equal keys mean that Azure would be asked the same.</param>
/// <param name="AnswerId">Azure's answer that the reply says it stands on; null when it names none.</param>
/// <param name="Source">Source of the decision as the guard names it, for example near, shared, upstream or local.</param>
/// <param name="Invoked">Just before the request was sent.</param>
/// <param name="Answered">Just after the reply had arrived; null when none came.</param>
public sealed record Review(int Replica, string Key, Verdict Verdict, string? AnswerId, string Source, TimeSpan Invoked, TimeSpan? Answered);

/// <summary>A call that Azure was asked to answer, as Azure saw it.</summary>
/// <param name="AnswerId">Unlike that of any other call. A call that failed has one too.</param>
/// <param name="Verdict"><see cref="Verdict.Error"/> when Azure answered with a failure or not at all.</param>
/// <param name="Ttl">Time for which Azure's answer is valid, from zero.</param>
/// <param name="Sent">Time at which Azure took the call, which is no earlier than the guard sent it.</param>
/// <param name="Answered">Time at which Azure had sent its answer; null when the caller did not get one.</param>
/// <param name="Replica">Number of the guard that asked; null when that is not known.</param>
/// <param name="IsHedge">A second attempt beside a slow first one of the same guard: the two count as one call.</param>
public sealed record AzureCall(
    string Key, string AnswerId, Verdict Verdict, TimeSpan Ttl, TimeSpan Sent, TimeSpan? Answered, int? Replica = null, bool IsHedge = false);

/// <summary>An explicit purge.</summary>
/// <param name="Key">The key that it was for; null for every key.</param>
/// <param name="Completed">Time at which the command had reported success; null when it failed or never ended.</param>
public sealed record Purge(string? Key, TimeSpan Invoked, TimeSpan? Completed);

/// <summary>Promises that a fault excuses.</summary>
[Flags]
public enum FaultEffects
{
    /// <summary>Nothing: the guards are to ride over it.</summary>
    None = 0,

    /// <summary>Shared entries may be lost, so that a key is asked for again before its answer has run out: FLUSHALL, DEL, a lost primary.</summary>
    LosesEntries = 1,

    /// <summary>Replicas may not see one another's calls, so that each may ask once: a paused lease holder, an answer slower than the lease, a lost answer.</summary>
    PreventsSharing = 2,
}

/// <summary>A fault from when it began to be injected until it was healed in full.</summary>
/// <param name="Name">As it should appear in explanations.</param>
/// <param name="To">Null when it was never healed.</param>
public sealed record FaultWindow(string Name, FaultEffects Effects, TimeSpan From, TimeSpan? To);

/// <summary>A time in which a replica said of itself that it did without the shared cache.</summary>
/// <param name="To">Null when it did until the end.</param>
public sealed record DegradedWindow(int Replica, TimeSpan From, TimeSpan? To);
