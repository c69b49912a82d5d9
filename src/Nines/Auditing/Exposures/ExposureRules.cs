using System.Collections.Immutable;

namespace Nines.Auditing.Exposures;

/// <summary>All rules there are. Every code of the table is found by exactly one of them.</summary>
internal static class ExposureRules
{
    public static ImmutableArray<IExposureRule> All { get; } = [];
}
