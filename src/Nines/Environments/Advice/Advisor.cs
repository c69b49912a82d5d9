using System.Collections.Immutable;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>
/// Tries every applicable improvement, alone and on top of the best ones before it. Each trial edits the document and
/// predicts from there, so the measured effect is that of editing the file.
/// </summary>
public sealed class Advisor(EnvironmentStudy study, SolverLimits limits, TimeProvider time)
{
    // Bounds the work: more proposals than this are cut off, and a sequence longer than this is a project, not advice.
    private const int MaxProposals = 200;
    private const int MaxSteps = 6;

    // An improvement that saves less than a second a year over all journeys is not worth a line.
    private const double Negligible = 1 / Downtime.SecondsPerYear;

    // Reading and building a changed environment costs about so much besides solving it.
    private const long StepsPerTrial = 1_000_000;

    private readonly long _start = time.GetTimestamp();
    private long _steps;
    private int _untried;

    /// <summary>Ranks the improvements of a valid environment. All trials together take the steps of one file, and the one under way ends.</summary>
    public ReadResult<AdviceResult> Advise(CancellationToken cancellation)
    {
        ReadResult<EnvironmentSpec> spec = study.Read(study.Root);
        if (!spec.IsValid)
        {
            return ReadResult.Failed<AdviceResult>(spec.Diagnostics);
        }

        ImmutableDictionary<string, double> start = Predict(study.Root, cancellation)!;
        ImmutableArray<ImprovementWorth> alone = Rank(study.Root, spec.Value, start, cancellation);
        int untried = _untried;
        return ReadResult.Of(new AdviceResult(alone, Combine(alone, start, cancellation), untried));
    }

    private bool IsSpent => _steps >= limits.MaxSteps || time.GetElapsedTime(_start) > limits.MaxTime;

    private ImmutableDictionary<string, double>? Predict(DocumentNode root, CancellationToken cancellation)
    {
        var prediction = study.Unavailabilities(root, limits, cancellation);
        _steps += StepsPerTrial + (prediction?.Steps ?? 0);
        return prediction?.Values;
    }

    /// <summary>Takes the best improvement, looks again at what is then possible, and goes on while it pays.</summary>
    private ImmutableArray<ImprovementWorth> Combine(
        ImmutableArray<ImprovementWorth> ranked, ImmutableDictionary<string, double> now, CancellationToken cancellation)
    {
        var steps = ImmutableArray.CreateBuilder<ImprovementWorth>();
        DocumentNode root = study.Root;
        while (!ranked.IsEmpty && steps.Count < MaxSteps && !IsSpent)
        {
            ImprovementWorth best = ranked[0];
            steps.Add(best);
            root = EnvironmentStudy.Apply(root, best.Improvement.Changes).Value!;
            if (study.Read(root).Value is not { } spec)
            {
                break;
            }

            now = Predict(root, cancellation)!;
            ranked = Rank(root, spec, now, cancellation);
        }

        return steps.ToImmutable();
    }

    private ImmutableArray<ImprovementWorth> Rank(
        DocumentNode root, EnvironmentSpec spec, ImmutableDictionary<string, double> before, CancellationToken cancellation)
    {
        ImmutableHashSet<string> ranked = [.. DefaultJourneys.Reported(spec)
            .Where(journey => spec.Objectives.IsEmpty || DefaultJourneys.Objective(spec, journey) is not null)
            .Select(journey => journey.Name)];
        return
        [
            .. AllRules.List.SelectMany(rule => rule(spec, root))
                .Take(MaxProposals)
                .Select(improvement => Try(root, improvement, before, ranked, cancellation))
                .OfType<ImprovementWorth>()
                .Where(worth => worth.Saved > Negligible)
                .OrderByDescending(worth => worth.Saved),
        ];
    }

    /// <summary>The effect of an improvement; null when it does not fit this environment (the changed file would not be valid).</summary>
    private ImprovementWorth? Try(
        DocumentNode root, Improvement improvement, ImmutableDictionary<string, double> before, ImmutableHashSet<string> ranked,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (IsSpent)
        {
            _untried++;
            return null;
        }

        ReadResult<DocumentNode> changed = EnvironmentStudy.Apply(root, improvement.Changes);
        if (!changed.IsValid || Predict(changed.Value, cancellation) is not { } after)
        {
            return null;
        }

        string? only = study.Read(root).Value is { Regions: [var region] } ? region.Name : null;
        return new ImprovementWorth(
            improvement,
            [.. improvement.Changes.Select(change => new FileEdit(
                change.Path, Flow.Inline(Flow.At(root, change.Path.Split('.'))), Flow.Inline(change.Value)))],
            [.. before.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => After(entry.Key, only, after) is { } value ? new JourneyChange(entry.Key, entry.Value, value) : null)
                .OfType<JourneyChange>()],
            ranked);
    }

    // What a single region offers is named after it once there is a second one.
    internal static double? After(string journey, string? region, ImmutableDictionary<string, double> after) =>
        after.TryGetValue(journey, out double same) ? same
        : after.TryGetValue($"{journey}/{region}", out double regional) ? regional
        : null;
}
