using Nines.FakeAzure.Faults;

namespace Nines.Guard.Drills.Site;

/// <summary>Behavior of Azure.</summary>
internal static class AzureFaults
{
    /// <summary>Well, after a while.</summary>
    public static void Usual(DrillSite site, TimeSpan latency) =>
        site.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(LatencyMs: (int)latency.TotalMilliseconds, JitterMs: (int)latency.TotalMilliseconds / 3));

    public static void Set(DrillSite site, Fault fault) => site.Cloud.Server.Faults.Set(PathKind.CheckAccess, fault);
}
