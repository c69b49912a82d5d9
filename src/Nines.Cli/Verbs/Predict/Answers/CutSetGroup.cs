using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Reliability.CutSets;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Minimal cut sets that are alike: the same causes with the same probability, such as any two nodes of a pool.</summary>
/// <param name="Text">What fails together.</param>
/// <param name="Probability">Of all of them, added up: 0 to 1.</param>
/// <param name="Ways">How many of those that are listed.</param>
internal sealed record CutSetGroup(string Text, double Probability, int Ways)
{
    /// <summary>Probabilities that are equal but for rounding.</summary>
    private const double Equal = 1e-6;

    /// <summary>The likeliest combinations of two or more, alike ones as one; empty when nothing but single things is listed.</summary>
    public static ImmutableArray<CutSetGroup> Combinations(JourneyPrediction journey)
    {
        ImmutableArray<MinimalCutSet> sets = [.. journey.TopCutSets.Where(set => set.Order > 1)];
        if (sets.IsEmpty)
        {
            sets = [.. journey.SmallestCutSets.Where(set => set.Order > 1)];
        }

        List<List<MinimalCutSet>> groups = [];
        foreach (MinimalCutSet set in sets)
        {
            List<MinimalCutSet>? alike = groups.Find(group => AreAlike(group[0], set, journey.Components));
            if (alike is null)
            {
                groups.Add([set]);
            }
            else
            {
                alike.Add(set);
            }
        }

        double least = sets.IsEmpty ? 0 : sets.Min(set => set.Probability);
        UInt128 all = journey.CutSets?.Count ?? UInt128.MaxValue;
        bool isPartial = all > (UInt128)(sets.Length + journey.SinglePointsOfFailure.Length);
        return
        [
            .. groups
                .Select(group => Of(group, isPartial && group[^1].Probability <= least * (1 + Equal), journey.Components))
                .OrderByDescending(group => group.Probability),
        ];
    }

    private static CutSetGroup Of(List<MinimalCutSet> alike, bool mayBeMore, ImmutableArray<Component> components)
    {
        double sum = alike.Sum(set => set.Probability);
        if (alike.Count == 1)
        {
            return new CutSetGroup(Words.CutSet(alike[0], components), sum, 1);
        }

        string ways = $"{(mayBeMore ? "at least " : string.Empty)}{alike.Count:N0} ways";
        return new CutSetGroup($"{Words.AlikeCutSets(alike, components)}: {ways}", sum, alike.Count);
    }

    private static bool AreAlike(MinimalCutSet one, MinimalCutSet other, ImmutableArray<Component> components) =>
        one.Order == other.Order
        && Math.Abs(one.Probability - other.Probability) <= Equal * Math.Max(one.Probability, other.Probability)
        && Causes(one, components).SequenceEqual(Causes(other, components), StringComparer.Ordinal);

    private static IEnumerable<string> Causes(MinimalCutSet set, ImmutableArray<Component> components) =>
        set.Events.Select(index => $"{components[index].Kind} {components[index].Cause}").Order(StringComparer.Ordinal);
}
