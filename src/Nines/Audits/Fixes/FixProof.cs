using Nines.Domains;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Audits.Fixes;

/// <summary>
/// What the scheduler does with a workload before and after its patch, on the cluster as it is, over many seeded runs: how many pods
/// stay when the worst single domain of an axis is lost.
/// </summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Trials">How many runs of each.</param>
/// <param name="Seed">Repeats them.</param>
/// <param name="RequirementBefore">How many pods were needed.</param>
/// <param name="RequirementAfter">How many will be.</param>
/// <param name="LeftBefore">Pods that stay, as it was.</param>
/// <param name="LeftAfter">Pods that stay, with the patch.</param>
/// <param name="ExposedBefore">How often fewer stay than are needed, with its 95 % interval.</param>
/// <param name="ExposedAfter">The same with the patch.</param>
public sealed record FixProof(
    DomainLevel Level,
    int Trials,
    ulong Seed,
    int RequirementBefore,
    int RequirementAfter,
    Distribution LeftBefore,
    Distribution LeftAfter,
    Estimate ExposedBefore,
    Estimate ExposedAfter);

/// <summary>What the patch does while a domain is out and its nodes are still registered.</summary>
/// <param name="Outages">How many losses of one domain were tried.</param>
/// <param name="Stuck">How many pods in all could not come back because of the patch's constraints, and could have without them.</param>
public sealed record RecoveryProof(int Outages, int Stuck);
