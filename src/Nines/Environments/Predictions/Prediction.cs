using System.Collections.Immutable;
using Nines.Environments.Losses;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using Nines.Reliability.CutSets;
using Nines.Reliability.Dependence;
using Nines.Reliability.Importance;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;
using Nines.Reliability;

namespace Nines.Environments.Predictions;

/// <summary>Prediction for one input file.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="System">The model behind it.</param>
/// <param name="Journeys">One prediction a journey, or a top event of a fault tree, in report order.</param>
public sealed record Prediction(string File, SystemModel System, ImmutableArray<JourneyPrediction> Journeys)
{
    /// <summary>Effect of each loss; null for a fault tree, for a scenario, or when only probabilities were requested.</summary>
    public LossTable? Losses { get; init; }

    /// <summary>True when no journey misses an objective, and none has one that may be missed for all that is known.</summary>
    public bool MeetsObjectives => Journeys.All(journey =>
        journey.Objective is not { Met: false } && journey.Recovery.All(result => result.Verdict == RecoveryVerdict.Met));
}

/// <summary>Prediction for one journey: availability, causes of downtime, cut sets.</summary>
/// <param name="Name">The journey's name.</param>
/// <param name="Title">The journey's title.</param>
/// <param name="Diagram">The block diagram; null for a fault tree.</param>
/// <param name="Components">The components behind the structure function's events: event i is Components[i].</param>
/// <param name="Unavailability">Exact, or bounds.</param>
/// <param name="Frequency">Failure frequency, mean up and down time; null when a mean down time is not known or the answer is not exact.</param>
/// <param name="Objective">The objective and whether it is met; null when there is none.</param>
/// <param name="CutSets">Number of minimal cut sets; null when not requested.</param>
/// <param name="TopCutSets">The most probable minimal cut sets, most probable first.</param>
/// <param name="SmallestCutSets">The minimal cut sets of lowest order, lowest order first and then most probable first.</param>
/// <param name="SinglePointsOfFailure">Every minimal cut set of order 1 (up to a bound), most probable first.</param>
/// <param name="Importance">By criticality, highest first; empty when not requested.</param>
/// <param name="WithoutIndependence">Frechet bounds, which hold without the assumption of independence.</param>
/// <param name="DowntimeByCause">Shares that add up to the unavailability, largest first.</param>
/// <param name="Month">The distribution over months; null when not requested.</param>
public sealed record JourneyPrediction(
    string Name,
    string Title,
    Block? Diagram,
    ImmutableArray<Component> Components,
    BoundedProbability Unavailability,
    FailureFrequency? Frequency,
    ObjectiveResult? Objective,
    CutSetSummary? CutSets,
    ImmutableArray<MinimalCutSet> TopCutSets,
    ImmutableArray<MinimalCutSet> SmallestCutSets,
    ImmutableArray<MinimalCutSet> SinglePointsOfFailure,
    ImmutableArray<EventImportance> Importance,
    FrechetBounds WithoutIndependence,
    ImmutableArray<CauseDowntime> DowntimeByCause,
    MonthOutlook? Month)
{
    /// <summary>Result that independent copies would have given; null when the difference is negligible.</summary>
    public Sharing? Sharing { get; init; }

    /// <summary>Answers to the recovery objectives; empty when there are none.</summary>
    public ImmutableArray<RecoveryResult> Recovery { get; init; } = [];

    /// <summary>The limit that kept the answer from being exact or complete; null for none.</summary>
    public SolverLimit? EndedBy { get; init; }
}

/// <param name="MaxUnavailability">1 minus the objective's availability.</param>
/// <param name="Met">True when the predicted unavailability (its upper bound, when not exact) is at most the objective's.</param>
/// <param name="ErrorBudgetUsed">Predicted unavailability over the permitted one: 1 uses all of it, 2 is missed twofold; infinite for an objective of 100 %.</param>
public sealed record ObjectiveResult(double MaxUnavailability, bool Met, double ErrorBudgetUsed)
{
    // 1 - 0.999 and a sum of parts that should equal it differ in the last digits; that is not a missed objective.
    private const double Tolerance = 1e-12;

    public static ObjectiveResult Create(double maxUnavailability, BoundedProbability unavailability) => new(
        maxUnavailability,
        unavailability.Upper <= maxUnavailability * (1 + Tolerance),
        maxUnavailability > 0 ? unavailability.Upper / maxUnavailability : unavailability.Upper > 0 ? double.PositiveInfinity : 0);
}

/// <param name="Cause">The components' common cause, in words.</param>
/// <param name="Unavailability">The part of the journey's unavailability that it accounts for.</param>
public sealed record CauseDowntime(string Cause, double Unavailability);

/// <summary>Options of a prediction.</summary>
public sealed record PredictOptions
{
    /// <summary>Work and memory for all journeys of a file.</summary>
    public SolverLimits Limits { get; init; } = SolverLimits.Default;

    /// <summary>Number of minimal cut sets to list; 0 only counts them. 0 to 100 000.</summary>
    public int CutSets { get; init; } = 10;

    /// <summary>True to compute importance, and with it downtime by cause.</summary>
    public bool Importance { get; init; } = true;

    /// <summary>True to compute the probability of each journey or top event, and nothing else.</summary>
    public bool ProbabilityOnly { get; init; }

    /// <summary>Number of months to simulate; 0 for none.</summary>
    public int Months { get; init; }

    /// <summary>Random seed of the simulation.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Predicts each journey: availability, causes of downtime, cut sets.</summary>
public sealed class Predictor(PredictOptions options, TimeProvider time)
{
    /// <summary>The objective for months where the file states none, as the unavailability that it permits: that of 99.9 %.</summary>
    public const double DefaultTarget = 1e-3;

    // A longer list of single points of failure is not readable.
    private const int MaxSinglePoints = 100;

    private readonly long _start = time.GetTimestamp();
    private long _steps;

    /// <param name="file">The file as the user named it.</param>
    /// <param name="system">The model of the file.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public Prediction Predict(string file, SystemModel system, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new Prediction(file, system, [.. system.Journeys.Select(journey => Predict(journey, cancellation))]);
    }

    /// <summary>Predicts fault trees: one journey a top event, named after it.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="tops">The top events.</param>
    /// <param name="assumptions">Assumptions made while reading the file.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public Prediction Predict(
        string file, ImmutableArray<(string Name, StructureFunction Function)> tops, ImmutableArray<string> assumptions, CancellationToken cancellation)
    {
        var components = new Dictionary<string, Component>(StringComparer.Ordinal);
        var journeys = tops.Select(top => Predict(
            top.Name, top.Name, null, new CompiledBlock(top.Function, [.. top.Function.Events.Select(ComponentOf)]), null, cancellation));
        ImmutableArray<JourneyPrediction> predicted = [.. journeys];
        return new Prediction(
            file,
            new SystemModel(file, [], [.. components.Values], [], ["Basic events are independent of each other, apart from the common-cause groups of the file.", .. assumptions]),
            predicted);

        Component ComponentOf(BasicEvent basicEvent)
        {
            if (!components.TryGetValue(basicEvent.Name, out Component? component))
            {
                var source = new Provenance(ProvenanceKind.File, file);
                component = new Component(
                    basicEvent.Name, basicEvent.Name, ComponentKind.Event, basicEvent.Name, null, basicEvent.Unavailability,
                    basicEvent.MeanDownTime, source, basicEvent.MeanDownTime is null ? null : source);
                components.Add(basicEvent.Name, component);
            }

            return component;
        }
    }

    private JourneyPrediction Predict(Journey journey, CancellationToken cancellation) => Predict(
        journey.Name, journey.Title, journey.Block, BlockCompiler.Compile(journey.Block), journey.Objective, cancellation);

    private JourneyPrediction Predict(
        string name, string title, Block? block, CompiledBlock compiled, double? objective, CancellationToken cancellation)
    {
        SolverLimits limits = options.Limits.Without(_steps, time.GetElapsedTime(_start));
        Solution solution = Solver.Solve(compiled.Function, limits, time, cancellation);
        BoundedProbability unavailability = solution.Unavailability;
        ObjectiveResult? judged = objective is { } max ? ObjectiveResult.Create(max, unavailability) : null;
        FrechetBounds bounds = FrechetBounds.Compute(compiled.Function, cancellation);
        JourneyPrediction prediction = options.ProbabilityOnly
            ? new JourneyPrediction(
                name, title, block, compiled.Components, unavailability, null, judged, null, [], [], [], [], bounds, [], null)
            : new JourneyPrediction(
                name, title, block, compiled.Components, unavailability,
                solution.Frequency(),
                judged,
                solution.CutSets(cancellation),
                solution.MostProbableCutSets(options.CutSets, cancellation),
                solution.SmallestCutSets(options.CutSets, cancellation),
                solution.CutSetsOfOrder(1, MaxSinglePoints, cancellation),
                options.Importance ? solution.Importance(withFussellVesely: true, cancellation) : [],
                bounds,
                Causes.Rank(compiled.Components, options.Importance ? solution.Shares(cancellation) : []),
                options.Months > 0 ? Simulate(compiled.Function, objective, cancellation) : null)
            {
                Sharing = block is null ? null : Sharing.Find(block, unavailability.Value, cancellation),
            };
        _steps += solution.Steps;
        return prediction with { EndedBy = solution.EndedBy };
    }

    /// <summary>Simulates months of a journey whose mean down times are all known: as many as requested, or as the simulator supports.</summary>
    private MonthOutlook? Simulate(StructureFunction function, double? objective, CancellationToken cancellation)
    {
        if (MonthSimulator.EventWithoutMeanDownTime(function) is not null)
        {
            return null;
        }

        double most = MonthSimulator.MaxExpectedChanges / Math.Max(1, MonthSimulator.ExpectedChangesPerMonth(function));
        return MonthSimulator.Run(
            function,
            new MonthSimulationOptions
            {
                Months = (int)Math.Max(1, Math.Min(options.Months, most)),
                Seed = options.Seed,
                TargetUnavailability = objective ?? DefaultTarget,
                CreditTiers = Credits(objective ?? DefaultTarget),
            },
            cancellation);
    }

    // The usual ladder of Azure's agreements: 10 % of the bill below the commitment, 25 % below 99 %, all of it below 95 %.
    private static ImmutableArray<CreditTier> Credits(double target) =>
        [new(1 - target, 0.10), new(Math.Min(0.99, 1 - target), 0.25), new(Math.Min(0.95, 1 - target), 1)];
}

/// <summary>Attributes a journey's unavailability to causes.</summary>
public static class Causes
{
    /// <summary>
    /// Adds up the shares of components with one cause. A single point of failure accounts for its own downtime, two parallel
    /// components for half of theirs each (Aumann-Shapley); the shares add up to the unavailability.
    /// </summary>
    /// <param name="components">Event i is Components[i].</param>
    /// <param name="shares">One per event; may be empty, and then so is the result.</param>
    /// <returns>Largest first; causes that contribute nothing are omitted.</returns>
    public static ImmutableArray<CauseDowntime> Rank(ImmutableArray<Component> components, ImmutableArray<double> shares) =>
    [
        .. shares
            .Select((share, index) => (Share: share, components[index].Cause))
            .GroupBy(entry => entry.Cause, StringComparer.Ordinal)
            .Select(group => new CauseDowntime(group.Key, group.Sum(entry => entry.Share)))
            .Where(cause => cause.Unavailability > 0)
            .OrderByDescending(cause => cause.Unavailability)
            .ThenBy(cause => cause.Cause, StringComparer.Ordinal),
    ];
}
