using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Environments.Predictions;
using Nines.Reliability.Importance;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Share of the downtime of each component: its criticality over the sum of all.</summary>
internal sealed class Heat
{
    /// <summary>The lowest share of each level above 0.</summary>
    private static readonly ImmutableArray<double> Steps = [0.001, 0.01, 0.05, 0.2, 0.5];

    private readonly FrozenDictionary<string, double> _shares;

    private Heat(IEnumerable<KeyValuePair<string, double>> shares) =>
        _shares = shares.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of the levels, coldest first.</summary>
    public static ImmutableArray<string> Levels { get; } =
        ["under 0.1 %", "0.1 to 1 %", "1 to 5 %", "5 to 20 %", "20 to 50 %", "50 % or more"];

    /// <summary>False when importance was not requested: then nothing is colored.</summary>
    public bool IsKnown => _shares.Count > 0;

    public static Heat From(JourneyPrediction journey)
    {
        double sum = journey.Importance.Sum(Weight);
        return new Heat(sum > 0
            ? journey.Importance
                .GroupBy(item => journey.Components[item.Event].Id, StringComparer.Ordinal)
                .Select(group => KeyValuePair.Create(group.Key, group.Sum(Weight) / sum))
            : []);
    }

    /// <summary>Over all journeys: each component's largest share of any one journey's downtime.</summary>
    public static Heat From(Prediction prediction) => new(prediction.Journeys
        .SelectMany(journey => From(journey)._shares)
        .GroupBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(group => KeyValuePair.Create(group.Key, group.Max(pair => pair.Value))));

    /// <summary>0 to 1; 0 when not known.</summary>
    public double Share(string componentId) => _shares.GetValueOrDefault(componentId);

    /// <summary>0 (cold) to 5 (half of the downtime or more).</summary>
    public static int Level(double share)
    {
        int level = 0;
        while (level < Steps.Length && share >= Steps[level])
        {
            level++;
        }

        return level;
    }

    /// <summary>A criticality may be a little negative in a system that is not coherent.</summary>
    private static double Weight(EventImportance importance) =>
        double.IsFinite(importance.Criticality) ? Math.Max(0, importance.Criticality) : 0;
}
