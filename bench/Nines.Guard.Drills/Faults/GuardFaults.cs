using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Fault = Nines.Testing.Faults.Fault;

namespace Nines.Guard.Drills.Faults;

/// <summary>The guards themselves, their clocks, and those who ask them.</summary>
internal static class GuardFaults
{
    private const FaultEffects Apart = FaultEffects.LosesEntries | FaultEffects.PreventsSharing;

    public static IReadOnlyList<DrillFault> All { get; } =
    [
        new("a guard killed", Apart, async scene => await ReplaceAsync(scene, "KILL")),
        new("a guard replaced", Apart, async scene => await ReplaceAsync(scene, "TERM")),
        new("a guard frozen", Apart, async scene => await FreezeAsync(scene, scene.AnyGuard(), 2.5)),
        new("the holder of a lease frozen", Apart, HolderAsync),
        new("clock of a guard moved", Apart, SkewAsync) { Missing = SkewedClock.Missing },
        new("callers cut off", FaultEffects.None, async scene =>
        {
            DrillGuard guard = scene.AnyGuard();
            scene.Report($"guard {guard.Number}");
            FaultProxy edge = scene.Site.Edges.Callers[guard.Number];
            Edges.Cut(edge);
            await scene.WaitAsync(1);
            Edges.Mend(edge);
        }),
    ];

    private static async Task ReplaceAsync(FaultScene scene, string signal)
    {
        DrillGuard guard = scene.AnyGuard();
        scene.Report($"guard {guard.Number}");
        await guard.EndAsync(signal, scene.Cancellation);
        await scene.WaitAsync(0.5);
        await guard.StartAsync(scene.Cancellation);
    }

    private static async Task FreezeAsync(FaultScene scene, DrillGuard guard, double seconds)
    {
        scene.Report($"guard {guard.Number}");
        await guard.SignalAsync("STOP", scene.Cancellation);
        try
        {
            await scene.WaitAsync(seconds);
        }
        finally
        {
            await guard.SignalAsync("CONT", CancellationToken.None);
        }
    }

    // A call whose answer is still on its way belongs to a guard that holds the lease of its question.
    private static async Task HolderAsync(FaultScene scene)
    {
        SetAnswers(scene, Fault.Delay(TimeSpan.FromMilliseconds(600)));
        try
        {
            for (int attempt = 0; attempt < 400; attempt++)
            {
                AnswerLog log = scene.Site.Cloud.Server.Answers;
                LoggedAnswer? open = log.Read(log.Count - 100).LastOrDefault(answer =>
                    answer is { Kind: PathKind.CheckAccess, Verdict: AnswerVerdict.Allow or AnswerVerdict.NotAllowed }
                    && TimeProvider.System.GetElapsedTime(answer.Timestamps.Received).TotalSeconds < 0.3);
                if (open is not null && DrillCloud.GuardOf(open.Principal) is { } guard)
                {
                    // Longer than the lease: the others must take its place, and it publishes into a world that went on.
                    await FreezeAsync(scene, scene.Site.Guards[guard], 4.7);
                    return;
                }

                await scene.WaitAsync(0.02);
            }
        }
        finally
        {
            SetAnswers(scene, Fault.Pass);
        }
    }

    private static void SetAnswers(FaultScene scene, Fault fault)
    {
        foreach (FaultProxy edge in scene.Site.Edges.Azure)
        {
            edge.Set(ProxyDirection.ToCaller, fault);
        }
    }

    private static async Task SkewAsync(FaultScene scene)
    {
        TimeSpan ahead = TimeSpan.FromSeconds(scene.Random.Next(2) == 0 ? 30 : -30);
        scene.Report($"guard {scene.Site.SkewedGuard.Number} by {ahead.TotalSeconds} s");
        await SetAsync(scene, ahead);
        await scene.WaitAsync(4);
        await SetAsync(scene, TimeSpan.Zero);

        // What was written meanwhile says times of then.
        await scene.WaitAsync(3.5);
    }

    private static async Task SetAsync(FaultScene scene, TimeSpan ahead)
    {
        // The guard reports in different times of day before and after.
        await scene.Site.SkewedGuard.LookAsync(scene.Cancellation);
        scene.Site.Clock!.Set(ahead);
        scene.Site.SkewedGuard.Windows.Skew = ahead;
    }
}
