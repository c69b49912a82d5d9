using System.Collections.Immutable;
using Nines.Reliability;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Audits.Losses;

/// <summary>
/// Solves patterns: by generating functions where domains are nested or nearly so, which is exact and quick for any number of pods, else by
/// decision diagrams, within a budget that is counted in memory and not in time, so that a report does not depend on the machine.
/// </summary>
internal sealed class PatternSolver
{
    private const long MaxBytes = 32L << 20;

    // Diagrams of patterns that generating functions gave up on cost up to a second each.
    private const int MaxDiagrams = 8;

    private static readonly SolverBudget s_budget = new(MaxBytes, TimeSpan.FromHours(1));
    private int _diagrams;

    /// <summary>The probability that so many pods are down, and what is saved when one kind of failure never happens; null when no budget is left.</summary>
    /// <param name="pattern">What takes which pods.</param>
    /// <param name="down">How many are too many, 1 or more.</param>
    /// <param name="keys">The names of the kinds.</param>
    /// <param name="cancellation">Stops it.</param>
    public (BoundedProbability Probability, ImmutableArray<DowntimeCause> Causes)? Solve(
        PodPattern pattern, int down, ImmutableArray<string> keys, CancellationToken cancellation)
    {
        if (GroupLosses.AtLeastDown(pattern.Pods, pattern.Losses, down, cancellation) is { } exact)
        {
            return (BoundedProbability.Exact(exact), Causes(exact, pattern, keys,
                kind => GroupLosses.AtLeastDown(pattern.Pods, [.. pattern.Losses.Where(loss => loss.Kind != kind)], down, cancellation)));
        }

        if (_diagrams >= MaxDiagrams)
        {
            return null;
        }

        _diagrams++;
        Solution solution = Solver.Solve(Function(pattern, down), s_budget, StillTime.Instance, cancellation);
        return (solution.Unavailability, Causes(solution.Unavailability.Value, pattern, keys,
            kind => solution.Unavailability.IsExact
                ? solution.Evaluate([.. pattern.Losses.Select(loss => loss.Kind == kind ? 0 : loss.Unavailability)])
                : null));
    }

    /// <summary>Down is when at least so many pods are, each of them when any of its losses has happened. Events stand in the order of the losses.</summary>
    internal static StructureFunction Function(PodPattern pattern, int down)
    {
        var builder = new StructureFunctionBuilder();
        List<NodeRef>[] takes = [.. Enumerable.Range(0, pattern.Pods).Select(_ => new List<NodeRef>())];
        for (int loss = 0; loss < pattern.Losses.Length; loss++)
        {
            NodeRef node = builder.Event(loss.ToString(System.Globalization.CultureInfo.InvariantCulture), pattern.Losses[loss].Unavailability);
            foreach (int pod in pattern.Losses[loss].Units)
            {
                takes[pod].Add(node);
            }
        }

        NodeRef[] pods = [.. takes.Select(own => builder.Or([.. own]))];
        return builder.Build(builder.AtLeast(down, pods));
    }

    private static ImmutableArray<DowntimeCause> Causes(double all, PodPattern pattern, ImmutableArray<string> keys, Func<int, double?> without) =>
    [
        .. pattern.Losses.Select(loss => loss.Kind).Distinct().Order()
            .Select(kind => (Key: keys[kind], Without: without(kind)))
            .Where(cause => cause.Without is not null)
            .Select(cause => new DowntimeCause(cause.Key, Downtime.PerYear(Math.Max(0, all - cause.Without!.Value))))
            .OrderByDescending(cause => cause.SecondsPerYear),
    ];

    /// <summary>A clock that stands still: the budget is memory only.</summary>
    private sealed class StillTime : TimeProvider
    {
        public static StillTime Instance { get; } = new();

        public override long GetTimestamp() => 0;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
