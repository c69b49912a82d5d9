using System.Collections.Immutable;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Dependence;

/// <summary>One independent cause within a group.</summary>
/// <param name="Event">The basic event; its probability is Q_k for k members.</param>
/// <param name="Members">Indexes of the members that it takes, ascending.</param>
public sealed record CommonCauseEvent(BasicEvent Event, ImmutableArray<int> Members);

/// <summary>
/// A group of equal components that may fail from one cause. It is replaced by independent basic events, one per set of members
/// that a cause may take at once; a member is down when any event that holds it has happened.
/// </summary>
/// <remarks>
/// The probabilities of a member's events add up to its unavailability Q, as the models define it. The member's own probability
/// is that of their union, which is smaller by terms of the order Q^2.
/// </remarks>
public sealed class CommonCauseGroup
{
    /// <summary>The most events a group may need: all subsets of 12 members. A beta factor needs only n + 1, for any n.</summary>
    public const int MaxEvents = 4096;

    private const int MaxListLength = 4;

    private readonly CommonCauseFactors _factors;

    /// <param name="name">Names the common events.</param>
    /// <param name="members">Names of the members, in order, each once; a member's independent event has the member's name.</param>
    /// <param name="unavailability">Q, the unavailability of one member from all causes, 0 to 1.</param>
    /// <param name="factors">The model, for as many members.</param>
    /// <param name="meanDownTime">Mean length of an outage, the same for all causes; null when unknown.</param>
    /// <exception cref="ArgumentException">The numbers do not fit, or the group needs more than <see cref="MaxEvents"/> events.</exception>
    public CommonCauseGroup(
        string name, ImmutableArray<string> members, double unavailability, CommonCauseFactors factors, TimeSpan? meanDownTime = null)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (members.Length != factors.Members || members.Distinct(StringComparer.Ordinal).Count() != members.Length)
        {
            throw new ArgumentException($"Group '{name}' needs {factors.Members} members of different names.", nameof(members));
        }

        if (EventCount(factors) > MaxEvents)
        {
            throw new ArgumentException(
                $"Group '{name}' needs {EventCount(factors):N0} events; at most {MaxEvents} are supported.", nameof(factors));
        }

        Name = name;
        Members = members;
        Unavailability = unavailability;
        MeanDownTime = meanDownTime;
        _factors = factors;
    }

    public string Name { get; }

    public ImmutableArray<string> Members { get; }

    /// <summary>Q, of one member from all causes.</summary>
    public double Unavailability { get; }

    public TimeSpan? MeanDownTime { get; }

    /// <summary>Number of events that a group with these factors needs; infinite where the number exceeds a double.</summary>
    public static double EventCount(CommonCauseFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        double count = 0;
        for (int k = 1; k <= factors.Members; k++)
        {
            count += IsUsed(factors, k) ? CommonCauseFactors.Choose(factors.Members, k) : 0;
        }

        return count;
    }

    /// <summary>
    /// The independent events, those of fewer members first: <c>pump-1</c> for a failure of that member alone,
    /// <c>pumps[pump-1 pump-2]</c> for a cause that takes just these, <c>pumps[all 12]</c> when listing them would not help.
    /// </summary>
    public ImmutableArray<CommonCauseEvent> Events()
    {
        var events = ImmutableArray.CreateBuilder<CommonCauseEvent>((int)EventCount(_factors));
        for (int k = 1; k <= Members.Length; k++)
        {
            if (!IsUsed(_factors, k))
            {
                continue;
            }

            double probability = _factors.Shares[k - 1] * Unavailability;
            foreach (ImmutableArray<int> subset in Subsets(Members.Length, k))
            {
                events.Add(new(new BasicEvent(EventName(subset), probability, MeanDownTime), subset));
            }
        }

        return events.DrainToImmutable();
    }

    /// <summary>Adds the group to a structure function.</summary>
    /// <returns>One node a member, in order: true when that member is down from any cause.</returns>
    public ImmutableArray<NodeRef> AddTo(StructureFunctionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        List<NodeRef>[] causes = [.. Members.Select(_ => new List<NodeRef>())];
        foreach (CommonCauseEvent cause in Events())
        {
            NodeRef node = builder.Event(cause.Event);
            foreach (int member in cause.Members)
            {
                causes[member].Add(node);
            }
        }

        return [.. causes.Select(nodes => builder.Or([.. nodes]))];
    }

    private string EventName(ImmutableArray<int> subset) => subset.Length switch
    {
        1 => Members[subset[0]],
        > MaxListLength when subset.Length == Members.Length => $"{Name}[all {Members.Length}]",
        _ => $"{Name}[{string.Join(' ', subset.Select(member => Members[member]))}]",
    };

    /// <summary>A member's own event is kept at probability 0 too, so that every member is named; a set of several is not.</summary>
    private static bool IsUsed(CommonCauseFactors factors, int k) => k == 1 || factors.Shares[k - 1] > 0;

    /// <summary>All sets of k out of n indexes, in lexicographic order.</summary>
    private static IEnumerable<ImmutableArray<int>> Subsets(int n, int k)
    {
        int[] chosen = [.. Enumerable.Range(0, k)];
        while (true)
        {
            yield return [.. chosen];
            int i = k - 1;
            while (i >= 0 && chosen[i] == n - k + i)
            {
                i--;
            }

            if (i < 0)
            {
                yield break;
            }

            chosen[i]++;
            for (int j = i + 1; j < k; j++)
            {
                chosen[j] = chosen[j - 1] + 1;
            }
        }
    }
}
