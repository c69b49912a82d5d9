using System.Collections.Immutable;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>How many pods of one workload each domain of a level has in one trial.</summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Pods">By the id of the domain; those without a pod are omitted.</param>
/// <param name="Unknown">Pods on nodes whose domain is unknown.</param>
public sealed record LevelCounts(DomainLevel Level, ImmutableSortedDictionary<string, int> Pods, int Unknown)
{
    /// <summary>How many pods there are.</summary>
    public int Placed => Pods.Values.Sum() + Unknown;

    /// <summary>How many the fullest domain has. Pods in unknown domains are not counted as sharing one.</summary>
    public int Most => Pods.Values.DefaultIfEmpty().Max();

    /// <summary>How many pods stay when the worst single domain is lost.</summary>
    public int Left => Placed - Most;

    /// <summary>In how many known domains there are pods.</summary>
    public int DomainsUsed => Pods.Count;

    /// <summary>Counts the pods of a run that were placed.</summary>
    /// <param name="map">The domains.</param>
    /// <param name="level">Which of its levels.</param>
    /// <param name="outcomes">What became of the pods.</param>
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
