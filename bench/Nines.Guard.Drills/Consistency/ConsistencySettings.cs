using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Consistency;

/// <summary>
/// Allowances of the checker in a drill of processes. The rules look at when reviews began and calls arrived, so that a slow machine cannot
/// break a promise that is kept; what is left are bounds that the guard itself declares, with as much more as this machine was seen to stall.
/// </summary>
internal static class ConsistencySettings
{
    /// <summary>Time for which near copies are trusted after the last heartbeat (RedisStoreOptions.NearLease): so long a change may go unnoticed.</summary>
    public static readonly TimeSpan NearLease = TimeSpan.FromSeconds(1);

    /// <param name="stall">The longest delay of a thread that was measured.</param>
    public static CheckSettings For(int guards, TimeSpan stall) => new()
    {
        Replicas = guards,

        // An end that is counted in milliseconds, and sent to Redis as what is left of it.
        Tolerance = TimeSpan.FromMilliseconds(50) + stall,
        Transit = TimeSpan.FromMilliseconds(250) + (3 * stall),
        Detection = NearLease + TimeSpan.FromMilliseconds(200) + stall,
        Settling = NearLease + TimeSpan.FromMilliseconds(200) + stall,
    };
}
