using System.Collections.Immutable;
using Nines.Environments.Model;

namespace Nines.Environments.Predictions;

/// <summary>Shares a journey's unavailability out over causes.</summary>
public static class Causes
{
    /// <summary>
    /// Adds up the shares of components with one cause. A single point of failure accounts for its own downtime, two parallel
    /// components for half of theirs each (Aumann-Shapley); the shares add up to the unavailability.
    /// </summary>
    /// <param name="components">Event i is Components[i].</param>
    /// <param name="shares">One per event; may be empty, and then so is the answer.</param>
    /// <returns>Largest first; causes that contribute nothing are left out.</returns>
    public static ImmutableArray<CauseDowntime> Of(ImmutableArray<Component> components, ImmutableArray<double> shares) =>
    [
        .. shares
            .Select((share, index) => (Share: share, components[index].Cause))
            .GroupBy(entry => entry.Cause, StringComparer.Ordinal)
            .Select(group => new CauseDowntime(group.Key, group.Sum(entry => entry.Share)))
            .Where(cause => cause.Unavailability > 0)
            .OrderByDescending(cause => cause.Unavailability)
            .ThenBy(cause => cause.Cause, StringComparer.Ordinal),
    ];
}
