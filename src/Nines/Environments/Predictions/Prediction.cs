using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Reliability.CutSets;
using Nines.Reliability.Dependence;
using Nines.Reliability.Importance;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;
using Nines.Reliability;

namespace Nines.Environments.Predictions;

/// <summary>Prediction for one input file.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="System">The model behind it.</param>
/// <param name="Journeys">One prediction a journey, or a top event of a fault tree, in report order.</param>
public sealed record Prediction(string File, SystemModel System, ImmutableArray<JourneyPrediction> Journeys)
{
    /// <summary>True when no journey misses its objective.</summary>
    public bool MeetsObjectives => Journeys.All(journey => journey.Objective is not { Met: false });
}

/// <summary>One journey's availability, why, and what breaks it.</summary>
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
/// <param name="Importance">By criticality, highest first; empty when not asked for.</param>
/// <param name="WithoutIndependence">Frechet bounds: what remains true when independence is not assumed.</param>
/// <param name="DowntimeByCause">Shares that add up to the unavailability, largest first.</param>
/// <param name="Month">The distribution over months; null when it was not asked for.</param>
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
    /// <summary>Time and memory for all journeys of a file.</summary>
    public SolverBudget Budget { get; init; } = SolverBudget.Default;

    /// <summary>Number of minimal cut sets to list; 0 only counts them. 0 to 100 000.</summary>
    public int CutSets { get; init; } = 10;

    /// <summary>True to compute importance, and with it downtime by cause.</summary>
    public bool Importance { get; init; } = true;

    /// <summary>Number of months to simulate; 0 for none.</summary>
    public int Months { get; init; }

    /// <summary>Repeats a simulation.</summary>
    public ulong Seed { get; init; } = 1;
}
