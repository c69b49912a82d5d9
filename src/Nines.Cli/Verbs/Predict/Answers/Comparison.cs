using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Several predictions laid out as journeys by files.</summary>
internal sealed class Comparison
{
    private readonly ImmutableArray<ImmutableArray<JourneyPrediction?>> _rows;

    private Comparison(
        ImmutableArray<string> files, ImmutableArray<string> journeys, ImmutableArray<ImmutableArray<JourneyPrediction?>> rows)
    {
        Files = files;
        Journeys = journeys;
        _rows = rows;
    }

    /// <summary>The files' names, shortened as long as they stay different.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>The titles of the journeys, in order of first appearance.</summary>
    public ImmutableArray<string> Journeys { get; }

    public static Comparison Create(IReadOnlyList<Prediction> predictions)
    {
        ImmutableArray<JourneyPrediction> journeys =
            [.. predictions.SelectMany(prediction => prediction.Journeys).DistinctBy(journey => journey.Name)];
        return new Comparison(
            Shorten([.. predictions.Select(prediction => prediction.File)]),
            [.. journeys.Select(journey => journey.Title)],
            [
                .. journeys.Select(journey => predictions
                    .Select(prediction => prediction.Journeys.FirstOrDefault(other => other.Name == journey.Name)).ToImmutableArray()),
            ]);
    }

    /// <summary>Null when the file has no such journey.</summary>
    public JourneyPrediction? At(int journey, int file) => _rows[journey][file];

    /// <summary>Title of the cells.</summary>
    public string Title => _rows.Length > 0 && _rows.All(row => row.All(item => item is null or { Diagram: null })) ? "Probability" : "Downtime a year";

    /// <summary>Downtime a year; for the top event of a fault tree, which need not be an outage, its probability.</summary>
    public static string Amount(JourneyPrediction journey)
    {
        double value = journey.Unavailability.Value;
        return (journey.Unavailability.IsExact ? string.Empty : "≈ ")
            + (journey.Diagram is null ? Figures.Probability(value) : Figures.DowntimePerYear(value));
    }

    /// <summary>True when no file does better, and some file does worse.</summary>
    public bool IsBest(int journey, int file)
    {
        double?[] all = [.. _rows[journey].Select(item => item?.Unavailability.Value)];
        return all[file] is { } own && own <= all.Min() && all.Max() > own;
    }

    private static ImmutableArray<string> Shorten(ImmutableArray<string> files)
    {
        ImmutableArray<string> names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file))];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : files;
    }
}
