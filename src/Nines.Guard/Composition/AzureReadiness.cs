using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Composition;

/// <summary>
/// Whether reviews that only Azure can decide should be sent to this replica: docs/decisions/0007-ready-without-azure.md. While anything may
/// still be answered from the cache it is ready; a replica that can answer nothing is no loss, and another one may do better.
/// </summary>
/// <param name="health">Of the part that decides.</param>
/// <param name="store">The state of the cache.</param>
/// <param name="maxAge">How long cached decisions live: so long after Azure went, nobody has any.</param>
internal sealed class AzureReadiness(PartHealth health, Func<StoreState> store, TimeSpan maxAge)
{
    /// <summary>A failure that is over sooner costs less than sending callers elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Why not; null when ready.</summary>
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
