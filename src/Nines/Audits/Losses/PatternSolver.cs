using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Reliability;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Audits.Losses;

/// <summary>
/// Solves patterns: by generating functions where domains are nested or nearly so, which is exact and quick for any number of pods, else by
/// decision diagrams, within limits that are counted and not timed, so that a report does not depend on the machine.
/// </summary>
internal sealed class PatternSolver
{
    private const long MaxBytes = 32L << 20;

    // Diagrams of patterns that generating functions gave up on cost up to a second each.
    private const int MaxDiagrams = 8;

    // So many steps are more than diagrams of this size can take.
    private static readonly SolverLimits s_limits = new(MaxBytes, 2_000_000_000);
    private int _diagrams;

    /// <summary>The probability that so many pods are down, and what is saved when one kind of failure never happens; null when the limits are reached.</summary>
    /// <param name="pattern">The failures and the pods that each takes.</param>
    /// <param name="down">Number of failed pods that is too many, 1 or more.</param>
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
        Solution solution = Solver.Solve(Function(pattern, down), s_limits, StillTime.Instance, cancellation);
        return (solution.Unavailability, Causes(solution.Unavailability.Value, pattern, keys,
            kind => solution.Unavailability.IsExact
                ? solution.Evaluate([.. pattern.Losses.Select(loss => loss.Kind == kind ? 0 : loss.Unavailability)])
                : null));
    }

    /// <summary>Down if at least this many pods are down, each of which is down if any of its losses has happened. Events are in the order of the losses.</summary>
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

    /// <summary>A clock that stands still: the limits have no time.</summary>
    private sealed class StillTime : TimeProvider
    {
        public static StillTime Instance { get; } = new();

        public override long GetTimestamp() => 0;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}

/// <summary>
/// The failures and the pods that each takes, without names: workloads with equal placements share one. Pods are numbered in an order that
/// depends on what can take them, so that most that are alike are found to be.
/// </summary>
internal sealed class PodPattern
{
    private PodPattern(int pods, ImmutableArray<GroupLoss> losses, string key) => (Pods, Losses, Key) = (pods, losses, key);

    public int Pods { get; }

    /// <summary>Their kinds are the numbers of levels, of pods the next.</summary>
    public ImmutableArray<GroupLoss> Losses { get; }

    /// <summary>Equal patterns have the same answers.</summary>
    public string Key { get; }

    /// <param name="pods">Number of pods.</param>
    /// <param name="losses">Failures with the pods that they take, numbered by the caller.</param>
    public static PodPattern Create(int pods, List<GroupLoss> losses)
    {
        List<string>[] marks = [.. Enumerable.Range(0, pods).Select(_ => new List<string>())];
        foreach (GroupLoss loss in losses)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"{loss.Kind}:{loss.Units.Length}:{loss.Unavailability:R}");
            foreach (int unit in loss.Units)
            {
                marks[unit].Add(mark);
            }
        }

        string[] colours = [.. marks.Select(own =>
        {
            own.Sort(StringComparer.Ordinal);
            return string.Join(' ', own);
        })];

        // Neighbours of pods that look alike may differ; the first loss of each, in turn, puts its pods next to each other.
        int[] order = [.. Enumerable.Range(0, pods).OrderBy(pod => colours[pod], StringComparer.Ordinal)];
        int[] place = new int[pods];
        for (int position = 0; position < pods; position++)
        {
            place[order[position]] = position;
        }

        foreach (GroupLoss loss in losses.OrderBy(loss => loss.Kind).ThenBy(loss => loss.Units.Min(unit => place[unit])).ToList())
        {
            int first = loss.Units.Min(unit => place[unit]);
            foreach (int unit in loss.Units)
            {
                colours[unit] = string.Create(CultureInfo.InvariantCulture, $"{colours[unit]}|{first:D5}");
            }
        }

        order = [.. Enumerable.Range(0, pods).OrderBy(pod => colours[pod], StringComparer.Ordinal)];
        for (int position = 0; position < pods; position++)
        {
            place[order[position]] = position;
        }

        GroupLoss[] numbered =
        [
            .. losses.Select(loss => loss with { Units = [.. loss.Units.Select(unit => place[unit]).Order()] })
                .OrderBy(loss => loss.Kind).ThenBy(loss => loss.Units.Length).ThenBy(loss => loss.Units[0]).ThenBy(loss => loss.Unavailability)
                .ThenBy(loss => loss.Units.Length > 1 ? loss.Units[1] : 0),
        ];
        var key = new StringBuilder().Append(pods);
        foreach (GroupLoss loss in numbered)
        {
            key.Append(CultureInfo.InvariantCulture, $";{loss.Kind}:{loss.Unavailability:R}:").AppendJoin(',', loss.Units);
        }

        return new PodPattern(pods, [.. numbered], key.ToString());
    }
}
