using System.Collections.Immutable;

namespace Nines.Environments.Reading;

/// <summary>Every check between sections. Each reports all that it finds, so that one run shows every fault.</summary>
internal static class EnvironmentChecks
{
    private static readonly ImmutableArray<Action<CheckContext>> _all =
    [
        ServiceCheck.Run,
        ContentCheck.Run,
        NameCheck.Run,
        RegionReferenceCheck.Run,
        WorkloadPlacementCheck.Run,
        ZoneCheck.Run,
        AddressCheck.Run,
        RequirementCheck.Run,
        CycleCheck.Run,
        ObjectiveCheck.Run,
        CommonCauseCheck.Run,
        AvailabilityNameCheck.Run,
        OriginCheck.Run,
        SizeCheck.Run,
    ];

    public static void Run(CheckContext context)
    {
        foreach (Action<CheckContext> check in _all)
        {
            context.Reading.CancellationToken.ThrowIfCancellationRequested();
            check(context);
        }
    }
}
