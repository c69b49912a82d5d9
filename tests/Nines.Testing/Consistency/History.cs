using System.Collections.Immutable;

namespace Nines.Testing.Consistency;

/// <summary>Everything that happened in a test, on one clock, in no particular order.</summary>
public sealed record History
{
    public ImmutableArray<Review> Reviews { get; init; } = [];

    public ImmutableArray<AzureCall> Calls { get; init; } = [];

    public ImmutableArray<Purge> Purges { get; init; } = [];

    public ImmutableArray<FaultWindow> Faults { get; init; } = [];

    public ImmutableArray<DegradedWindow> Degraded { get; init; } = [];

    /// <summary>Says what makes this no history: ends before beginnings, answers that share an id. Empty when it is one.</summary>
    public ImmutableArray<string> Faulty()
    {
        ImmutableArray<string>.Builder wrong = ImmutableArray.CreateBuilder<string>();
        void Order(string what, TimeSpan from, TimeSpan? to)
        {
            if (to < from)
            {
                wrong.Add($"{what} ends at {Words.Time(to.Value)}, before it began at {Words.Time(from)}.");
            }
        }

        foreach (Review review in Reviews)
        {
            Order($"A review of {review.Key}", review.Invoked, review.Answered);
        }

        HashSet<string> ids = [];
        foreach (AzureCall call in Calls)
        {
            Order($"The call with answer {call.AnswerId}", call.Sent, call.Answered);
            if (!ids.Add(call.AnswerId))
            {
                wrong.Add($"Two calls have the answer id {call.AnswerId}.");
            }

            if (call.Ttl < TimeSpan.Zero)
            {
                wrong.Add($"The answer {call.AnswerId} is good for less than no time.");
            }
        }

        foreach (Purge purge in Purges)
        {
            Order("A purge", purge.Invoked, purge.Completed);
        }

        foreach (FaultWindow fault in Faults)
        {
            Order($"The fault {fault.Name}", fault.From, fault.To);
        }

        foreach (DegradedWindow window in Degraded)
        {
            Order($"A degraded window of replica {window.Replica}", window.From, window.To);
        }

        return wrong.ToImmutable();
    }
}
