using System.Collections.Immutable;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>Pods that may use the same domains.</summary>
/// <param name="Domains">Their numbers, each once.</param>
/// <param name="Pods">Number of pods.</param>
internal readonly record struct PodGroup(int[] Domains, int Pods);

/// <summary>Decides whether pods can be placed over domains so that no domain has more than a number of them.</summary>
internal static class EvenPlacement
{
    // Steps of the search for an augmenting path, all together; beyond, the answer is assumed to be no.
    private const int MaxSteps = 20_000_000;

    /// <param name="groups">Pods whose domains are unknown have none and are left aside: they share none.</param>
    /// <param name="max">The most pods in one domain.</param>
    public static bool IsPossible(IReadOnlyList<PodGroup> groups, int max)
    {
        int pods = groups.Sum(group => group.Domains.Length > 0 ? group.Pods : 0);
        if (pods == 0)
        {
            return true;
        }

        if (max <= 0)
        {
            return false;
        }

        // A group whose domains could hold all pods of all groups always finds room, whatever the others take.
        List<PodGroup> tight = [.. groups.Where(group => group.Domains.Length > 0 && (long)group.Domains.Length * max < pods)];
        return tight.Count switch
        {
            0 => true,
            1 => tight[0].Pods <= (long)tight[0].Domains.Length * max,
            _ => Fits(tight, max),
        };
    }

    /// <summary>Places pod after pod, moving others along a path of domains where need be (a matching of pods and places).</summary>
    private static bool Fits(List<PodGroup> groups, int max)
    {
        var holds = new Dictionary<int, List<int>>();
        foreach (int domain in groups.SelectMany(group => group.Domains))
        {
            holds.TryAdd(domain, []);
        }

        int steps = 0;
        for (int group = 0; group < groups.Count; group++)
        {
            for (int pod = 0; pod < groups[group].Pods; pod++)
            {
                if (!Place(groups, holds, group, max, ref steps))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Place(List<PodGroup> groups, Dictionary<int, List<int>> holds, int group, int max, ref int steps)
    {
        // How each domain was reached: from which domain a pod of which group would move to it.
        var from = new Dictionary<int, (int Domain, int Group)>();
        var queue = new Queue<int>();
        foreach (int domain in groups[group].Domains)
        {
            from.Add(domain, (-1, group));
            queue.Enqueue(domain);
        }

        while (queue.TryDequeue(out int domain))
        {
            if (holds[domain].Count < max)
            {
                Move(holds, from, domain);
                return true;
            }

            foreach (int holder in holds[domain].Distinct())
            {
                foreach (int other in groups[holder].Domains)
                {
                    if (++steps > MaxSteps)
                    {
                        return false;
                    }

                    if (from.TryAdd(other, (domain, holder)))
                    {
                        queue.Enqueue(other);
                    }
                }
            }
        }

        return false;
    }

    private static void Move(Dictionary<int, List<int>> holds, Dictionary<int, (int Domain, int Group)> from, int domain)
    {
        while (domain >= 0)
        {
            (int before, int group) = from[domain];
            holds[domain].Add(group);
            if (before >= 0)
            {
                holds[before].Remove(group);
            }

            domain = before;
        }
    }
}

/// <summary>Number of pods of one workload in each domain of a level, in one trial.</summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Pods">By the id of the domain; those without a pod are omitted.</param>
/// <param name="Unknown">Pods on nodes whose domain is unknown.</param>
public sealed record LevelCounts(DomainLevel Level, ImmutableSortedDictionary<string, int> Pods, int Unknown)
{
    /// <summary>Number of placed pods.</summary>
    public int Placed => Pods.Values.Sum() + Unknown;

    /// <summary>Number of pods in the fullest domain. Pods in unknown domains are not counted as sharing one.</summary>
    public int Max => Pods.Values.DefaultIfEmpty().Max();

    /// <summary>Number of pods that remain after the loss of the worst single domain.</summary>
    public int Left => Placed - Max;

    /// <summary>In how many known domains there are pods.</summary>
    public int DomainsUsed => Pods.Count;

    /// <summary>Counts the pods of a run that were placed.</summary>
    /// <param name="map">The domains.</param>
    /// <param name="level">The level.</param>
    /// <param name="outcomes">Results of the pods.</param>
    public static LevelCounts Count(DomainMap map, DomainLevel level, IEnumerable<PodOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(outcomes);
        ImmutableSortedDictionary<string, int>.Builder counts = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        int unknown = 0;
        foreach (PodOutcome outcome in outcomes)
        {
            if (outcome.Node is not { } node)
            {
                continue;
            }

            if (map.Of(level, node.Name) is { } domain)
            {
                counts[domain.Id] = counts.GetValueOrDefault(domain.Id) + 1;
            }
            else
            {
                unknown++;
            }
        }

        return new LevelCounts(level, counts.ToImmutable(), unknown);
    }
}
