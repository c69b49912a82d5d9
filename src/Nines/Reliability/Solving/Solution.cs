using System.Collections.Immutable;
using Nines.Reliability.Circuits;
using Nines.Reliability.CutSets;
using Nines.Reliability.Diagrams;
using Nines.Reliability.Importance;
using Nines.Reliability.Structure;
using Nines.Reliability.Truncation;

namespace Nines.Reliability.Solving;

/// <summary>A probability that is known exactly (lower equals upper), or only between certified bounds.</summary>
/// <param name="Lower">Certified lower bound, 0 to 1.</param>
/// <param name="Upper">Certified upper bound, 0 to 1.</param>
/// <param name="Value">The value when exact; otherwise the best estimate within the bounds.</param>
/// <param name="IsExact">True when <paramref name="Value"/> is exact up to floating-point rounding.</param>
public readonly record struct BoundedProbability(double Lower, double Upper, double Value, bool IsExact)
{
    public static BoundedProbability Exact(double value) => new(value, value, value, true);
}

/// <summary>Steady-state frequency of a repairable system. Hours, not TimeSpan: a good system's mean up time passes 29 000 years.</summary>
/// <param name="PerHour">Failures an hour, w = sum of Birnbaum x <see cref="BasicEvent.FailuresPerHour"/>, which is U / MDT for a component.</param>
/// <param name="MeanUpTimeHours">MUT = A / w; positive infinity when it never fails.</param>
/// <param name="MeanDownTimeHours">MDT = U / w; 0 when it never fails.</param>
public sealed record FailureFrequency(double PerHour, double MeanUpTimeHours, double MeanDownTimeHours);

/// <summary>
/// A solved structure function. The probability is computed at once; cut sets and importance on first request,
/// within the remaining limits. Not safe for use by several threads at once.
/// </summary>
public sealed class Solution
{
    private readonly ModuleTree _tree;
    private readonly Diagram?[] _compiled;
    private readonly Diagram[]? _diagrams;
    private readonly ModuleValues? _values;
    private readonly Effort _effort;
    private readonly SolverLimit? _endedBy;
    private Conditional?[]? _conditionals;
    private CutSetCatalogue? _cutSets;
    private double?[]? _fussellVesely;

    internal Solution(StructureFunction function, ModuleTree tree, Diagram?[] diagrams, SolverLimit? endedBy, Effort effort)
    {
        Function = function;
        _endedBy = endedBy;
        _tree = tree;
        _compiled = diagrams;
        _effort = effort;
        if (Array.TrueForAll(diagrams, d => d is not null))
        {
            _diagrams = diagrams!;
            _values = ModuleValues.Compute(tree, _diagrams, Unavailabilities(), effort);
            Unavailability = BoundedProbability.Exact(Top(_values));
        }
        else
        {
            Interval bounds = BoundedModules.Top(tree, diagrams, Unavailabilities(), effort);
            Unavailability = new BoundedProbability(bounds.Low, bounds.High, Estimate(bounds), IsExact: false);
        }

        IsCoherent = Coherence.Check(tree, diagrams);
    }

    public StructureFunction Function { get; }

    /// <summary>True for a monotone function: more failures never help. False also for the rare function that is too large to check.</summary>
    public bool IsCoherent { get; }

    /// <summary>The limit that kept the probability from being exact, or the deadline where that ended a later query; null for none.</summary>
    public SolverLimit? EndedBy => _endedBy ?? (_effort.IsOutOfTime ? SolverLimit.Time : null);

    /// <summary>Steps taken so far, queries included.</summary>
    public long Steps => _effort.Steps;

    /// <summary>Probability that the top event holds: exact, or certified bounds when a limit was reached.</summary>
    public BoundedProbability Unavailability { get; }

    /// <summary>The probability of the top event for other numbers, from the diagrams already built.</summary>
    /// <param name="unavailabilities">One per event, 0 to 1.</param>
    /// <exception cref="InvalidOperationException">The solution is not exact.</exception>
    public double Evaluate(ReadOnlySpan<double> unavailabilities)
    {
        if (_diagrams is null)
        {
            throw new InvalidOperationException("A limit was reached before the exact solution was found; there is nothing to evaluate.");
        }

        if (unavailabilities.Length != Function.Events.Length)
        {
            throw new ArgumentException(
                $"Got {unavailabilities.Length} unavailabilities for {Function.Events.Length} events.", nameof(unavailabilities));
        }

        return Top(ModuleValues.Compute(_tree, _diagrams, unavailabilities, _effort));
    }

    /// <summary>The minimal cut sets, counted without listing them.</summary>
    public CutSetSummary CutSets(CancellationToken ct)
    {
        using Effort.Stretch work = _effort.Work(ct);
        return Catalogue().Summary;
    }

    /// <summary>The cut sets with the highest probabilities, highest first. When a limit was reached, the best of those found.</summary>
    public ImmutableArray<MinimalCutSet> MostProbableCutSets(int count, CancellationToken ct)
    {
        using Effort.Stretch work = _effort.Work(ct);
        return Catalogue().MostProbable(count);
    }

    /// <summary>The cut sets with the fewest events, and among those the most probable first.</summary>
    public ImmutableArray<MinimalCutSet> SmallestCutSets(int count, CancellationToken ct)
    {
        using Effort.Stretch work = _effort.Work(ct);
        return Catalogue().Smallest(count);
    }

    /// <summary>Cut sets with exactly so many events, the most probable first; order 1 lists the single points of failure.</summary>
    public ImmutableArray<MinimalCutSet> CutSetsOfOrder(int order, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        using Effort.Stretch work = _effort.Work(ct);
        return order > Function.Events.Length ? [] : Catalogue().OfOrder(order, limit);
    }

    /// <summary>
    /// All events by criticality, highest first, ties by event index; also events that the top event does not depend on.
    /// When the top event is impossible, criticality is 0 and the diagnostic measure is the event's own probability.
    /// </summary>
    /// <param name="withFussellVesely">Also compute Fussell-Vesely, which needs the cut sets and costs the most. It stays null for a
    /// function that is not coherent, where cut sets do not say everything, and where the limits do not suffice.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Empty when the solution is not exact.</returns>
    public ImmutableArray<EventImportance> Importance(bool withFussellVesely, CancellationToken ct)
    {
        using Effort.Stretch work = _effort.Work(ct);
        if (_values is null)
        {
            return [];
        }

        _conditionals ??= EventConditionals.Compute(_tree, _diagrams!, _values, _effort);
        if (withFussellVesely && _fussellVesely is null && IsCoherent && Catalogue() is { IsComplete: true } cutSets)
        {
            _fussellVesely = FussellVesely.Compute(_tree, _diagrams!, cutSets.Diagrams, _values, Unavailability.Value, _effort);
        }

        return Measures.Compute(Unavailability.Value, _values.Events, _conditionals, withFussellVesely ? _fussellVesely : null, IsCoherent);
    }

    /// <summary>
    /// Shares the unavailability out over the events (Aumann-Shapley, see <see cref="Attribution"/>): one share per event, which
    /// add up to the unavailability of a coherent function. An event whose failure helps has a negative share.
    /// </summary>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Empty when the solution is not exact.</returns>
    public ImmutableArray<double> Shares(CancellationToken ct)
    {
        using Effort.Stretch work = _effort.Work(ct);
        return _values is null ? [] : [.. Attribution.Compute(_tree, _diagrams!, _values.Events, _effort)];
    }

    /// <summary>
    /// Steady-state frequency of failure. Null when the solution is not exact, the function is not coherent, or the mean down
    /// time of an event that matters is unknown.
    /// </summary>
    public FailureFrequency? Frequency()
    {
        if (_values is null || !IsCoherent)
        {
            return null;
        }

        _conditionals ??= EventConditionals.Compute(_tree, _diagrams!, _values, _effort);
        double perHour = 0;
        for (int i = 0; i < _conditionals.Length; i++)
        {
            BasicEvent e = Function.Events[i];
            if (_conditionals[i] is not { Birnbaum: > 0 } c)
            {
                continue;
            }

            if (e.FailuresPerHour is not { } own)
            {
                return null;
            }

            perHour += c.Birnbaum * own;
        }

        // The sum counts an outage once for each reaction that it starts.
        perHour -= perHour > 0 ? new CommonStarts(Function, Evaluate).Excess() : 0;
        double available = _tree.TopIsComplemented ? _values.Happens[^1] : _values.DoesNot[^1];
        return perHour == 0
            ? new FailureFrequency(0, double.PositiveInfinity, 0)
            : new FailureFrequency(perHour, available / perHour, Unavailability.Value / perHour);
    }

    private CutSetCatalogue Catalogue() =>
        _cutSets ??= CutSetCatalogue.Make(_tree, _values ?? ModuleValues.OfEvents(_tree, Unavailabilities()), _compiled, _effort);

    /// <summary>The middle in orders of magnitude, since small probabilities differ by factors.</summary>
    private static double Estimate(Interval bounds) =>
        bounds.Low > 0 ? Math.Clamp(Math.Sqrt(bounds.Low * bounds.High), bounds.Low, bounds.High) : bounds.High / 2;

    private double[] Unavailabilities() => [.. Function.Events.Select(e => e.Unavailability)];

    private double Top(ModuleValues values) => _tree.TopIsComplemented ? values.DoesNot[^1] : values.Happens[^1];
}
