using System.Collections.Immutable;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>An improvement with its cost.</summary>
/// <param name="Worth">Its effect.</param>
/// <param name="Cost">Difference of the bills with and without it.</param>
public sealed record PricedImprovement(ImprovementWorth Worth, BillChange Cost)
{
    /// <summary>US dollars for each minute of downtime saved: twelve months of its cost over the minutes that it saves in a year; null when the cost is not known.</summary>
    public decimal? PerMinute => Cost.Monthly is { } monthly && Downtime.PerYear(Worth.Saved) is > 0 and var seconds
        ? 12 * monthly / (decimal)(seconds / 60)
        : null;
}

/// <summary>One design among others: the file as it is, or with improvements.</summary>
/// <param name="Improvements">Improvements that it contains, in the order in which they are applied; empty for the file as it is.</param>
/// <param name="Unavailability">Sum over the journeys that count.</param>
/// <param name="Monthly">US dollars a month, compared with the file as it is.</param>
public sealed record Alternative(ImmutableArray<Improvement> Improvements, double Unavailability, decimal Monthly);

/// <summary>Improvements with their costs.</summary>
/// <param name="Now">Bill of the file as it is.</param>
/// <param name="Alone">Each improvement by itself, least cost of a minute first; those of unknown cost are last.</param>
/// <param name="Alternatives">Every design that was tried and whose cost is known.</param>
/// <param name="Front">The designs than which no other is both cheaper and more available, cheapest first.</param>
/// <param name="Unpriced">Number of designs that were tried and whose cost is not known.</param>
public sealed record PricedAdvice(
    Bill Now,
    ImmutableArray<PricedImprovement> Alone,
    ImmutableArray<Alternative> Alternatives,
    ImmutableArray<Alternative> Front,
    int Unpriced);

/// <summary>
/// Prices advice. Every design is the edited file: its availability is solved and its bill written from there, and never added up from
/// the savings of single improvements.
/// </summary>
public sealed class AdvicePricer(EnvironmentStudy study, PriceCatalogue prices, SolverLimits limits, TimeProvider time)
{
    // The sequence of cheapest minutes is as long as a reader compares.
    private const int MaxSteps = 8;

    private readonly long _start = time.GetTimestamp();
    private readonly List<Alternative> _designs = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _steps;
    private int _unpriced;

    /// <summary>Prices each improvement, and the designs that combine them.</summary>
    public PricedAdvice Price(AdviceResult advice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(advice);
        Bill now = BillOf(study.Root)!;
        ImmutableArray<PricedImprovement> alone =
        [
            .. advice.Alone.Select(worth => new PricedImprovement(worth, Change(now, study.Root, worth)))
                .OrderBy(priced => priced.PerMinute is null).ThenBy(priced => priced.PerMinute),
        ];
        ImmutableArray<PricedImprovement> combined = Combine(advice.Combined, now);
        if (!advice.Alone.IsEmpty && study.Unavailabilities(study.Root, limits, cancellation) is { } start)
        {
            var journeys = new RankedJourneys(study, start.Values, advice.Alone[0].Ranked);
            _designs.Add(new Alternative([], journeys.Total(start.Values) ?? 0, 0));
            foreach (PricedImprovement priced in alone)
            {
                Try([priced.Worth.Improvement], now, journeys, cancellation);
            }

            AddSequence(combined, int.MaxValue, now, journeys, cancellation);
            AddSequence(alone.Where(priced => priced.PerMinute is not null), MaxSteps, now, journeys, cancellation);
        }

        ImmutableArray<Alternative> designs = [.. _designs];
        return new PricedAdvice(now, alone, designs, ParetoFront.Select(designs, design => design.Monthly, design => design.Unavailability), _unpriced);
    }

    private bool IsSpent => _steps >= limits.MaxSteps || time.GetElapsedTime(_start) > limits.MaxTime;

    private Bill? BillOf(DocumentNode root) => study.Read(root).Value is { } spec ? EnvironmentBill.Create(spec, prices) : null;

    private BillChange Change(Bill before, DocumentNode root, ImprovementWorth worth) =>
        EnvironmentStudy.Apply(root, worth.Improvement.Changes).Value is { } changed && BillOf(changed) is { } after
            ? BillChange.Between(before, after)
            : new BillChange([], null, ["the changed file has no bill"]);

    private ImmutableArray<PricedImprovement> Combine(ImmutableArray<ImprovementWorth> steps, Bill now)
    {
        var priced = ImmutableArray.CreateBuilder<PricedImprovement>();
        DocumentNode root = study.Root;
        foreach (ImprovementWorth step in steps)
        {
            priced.Add(new PricedImprovement(step, Change(now, root, step)));
            root = EnvironmentStudy.Apply(root, step.Improvement.Changes).Value ?? root;
            now = BillOf(root) ?? now;
        }

        return priced.ToImmutable();
    }

    private void AddSequence(
        IEnumerable<PricedImprovement> sequence, int maxSteps, Bill now, RankedJourneys journeys, CancellationToken cancellation)
    {
        ImmutableArray<Improvement> taken = [];
        foreach (PricedImprovement step in sequence)
        {
            // An improvement that no longer applies, such as a second change of one value, is skipped.
            if (taken.Length < maxSteps && Try([.. taken, step.Worth.Improvement], now, journeys, cancellation))
            {
                taken = taken.Add(step.Worth.Improvement);
            }
        }
    }

    /// <summary>Adds a design, unless it is known, invalid or of unknown cost.</summary>
    /// <returns>True when the design is valid.</returns>
    private bool Try(ImmutableArray<Improvement> improvements, Bill now, RankedJourneys journeys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (IsSpent)
        {
            return false;
        }

        if (!_seen.Add(string.Join(' ', improvements.Select(improvement => improvement.Id).Order(StringComparer.Ordinal))))
        {
            return true;
        }

        if (EnvironmentStudy.Apply(study.Root, [.. improvements.SelectMany(improvement => improvement.Changes)]).Value is not { } root
            || BillOf(root) is not { } bill
            || study.Unavailabilities(root, limits, cancellation) is not { } solved
            || journeys.Total(solved.Values) is not { } total)
        {
            return false;
        }

        _steps += solved.Steps;
        if (BillChange.Between(now, bill).Monthly is { } monthly)
        {
            _designs.Add(new Alternative(improvements, total, monthly));
        }
        else
        {
            _unpriced++;
        }

        return true;
    }
}

/// <summary>The journeys by which designs are compared: those of the file as it is that count.</summary>
internal sealed class RankedJourneys(EnvironmentStudy study, ImmutableDictionary<string, double> start, ImmutableHashSet<string> ranked)
{
    private readonly string? _only = study.Read(study.Root).Value is { Regions: [var region] } ? region.Name : null;

    /// <summary>Sum of their unavailabilities in a design; null when the design lacks one of them.</summary>
    public double? Total(ImmutableDictionary<string, double> values)
    {
        double sum = 0;
        foreach (string journey in start.Keys.Where(ranked.Contains).Order(StringComparer.Ordinal))
        {
            if (Advisor.After(journey, _only, values) is not { } unavailability)
            {
                return null;
            }

            sum += unavailability;
        }

        return sum;
    }
}
