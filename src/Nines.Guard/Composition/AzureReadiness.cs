using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Composition;

/// <summary>
/// Readiness for reviews that only Azure can decide: docs/decisions/0007-ready-without-azure.md. While anything may
/// still be answered from the cache it is ready; a replica that can answer nothing is no loss, and another one may do better.
/// </summary>
/// <param name="health">Of the part that decides.</param>
/// <param name="store">The state of the cache.</param>
/// <param name="maxAge">Maximum age of cached decisions: that long after Azure was lost, no decision is left.</param>
internal sealed class AzureReadiness(PartHealth health, Func<StoreState> store, TimeSpan maxAge)
{
    /// <summary>A failure that is over sooner costs less than sending callers elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reason why the replica is not ready; null when it is.</summary>
    public string? Reason()
    {
        if (health.Failing is not { } failing || (health.HasAnswered && failing.For < Patience))
        {
            return null;
        }

        StoreState state = store();
        bool mayBeCached = state.NearEntries > 0 || (state.Shared && failing.For < maxAge);
        return mayBeCached ? null : $"Azure does not answer and nothing is cached: {failing.Why}";
    }
}
