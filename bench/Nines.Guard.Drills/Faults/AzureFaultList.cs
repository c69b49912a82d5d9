using Nines.FakeAzure.Faults;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Fault = Nines.FakeAzure.Faults.Fault;

namespace Nines.Guard.Drills.Faults;

/// <summary>Azure, and the ways to it.</summary>
internal static class AzureFaultList
{
    private static readonly TimeSpan s_usual = TimeSpan.FromMilliseconds(15);

    public static IReadOnlyList<DrillFault> All { get; } =
    [
        new("Azure throttles", FaultEffects.None, scene => ForAsync(scene, new Fault(Status: 429, RetryAfterSeconds: 1), 1.5)),
        new("Azure fails", FaultEffects.None, scene => ForAsync(scene, new Fault(Status: 500), 3.5)),
        new("Azure cuts its answers off", FaultEffects.None, scene => ForAsync(scene, new Fault(How: Delivery.CutMidway, Share: 0.5), 2)),
        new("Azure answers with rubbish", FaultEffects.None, scene => ForAsync(scene, new Fault(How: Delivery.Garbled, Share: 0.5), 2)),
        new("Azure is slow", FaultEffects.LosesEntries | FaultEffects.PreventsSharing, async scene =>
        {
            await ForAsync(scene, new Fault(LatencyMs: 4500), 3);
            await scene.WaitAsync(4.5);
        }),
        new("a guard cut off from Azure", FaultEffects.LosesEntries | FaultEffects.PreventsSharing, async scene =>
        {
            DrillGuard guard = scene.AnyGuard();
            scene.Report($"guard {guard.Number}");
            FaultProxy edge = scene.Site.Edges.Azure[guard.Number];
            Edges.Cut(edge);
            await scene.WaitAsync(3);
            Edges.Mend(edge);
        }),
    ];

    private static async Task ForAsync(FaultScene scene, Fault fault, double seconds)
    {
        AzureFaults.Set(scene.Site, fault);
        try
        {
            await scene.WaitAsync(seconds);
        }
        finally
        {
            AzureFaults.Usual(scene.Site, s_usual);
        }
    }
}
