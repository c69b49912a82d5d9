using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Reliability.CutSets;
using Nines.Reliability.Dependence;
using Nines.Reliability.Importance;
using Nines.Reliability.Solving;

namespace Nines.Cli.Tests.Output;

/// <summary>Predicts a small journey by trying every state of its components, so that the output's tests need no solver.</summary>
internal static class BruteForce
{
    public static JourneyPrediction Predict(string name, string title, Block block, double? objective = null)
    {
        ImmutableArray<Component> components = [.. Leaves(block).Distinct()];
        int count = components.Length;
        bool[] down = new bool[1 << count];
        double[] probability = new double[1 << count];
        double total = 0;
        for (int state = 0; state < down.Length; state++)
        {
            down[state] = !IsUp(block, components, state);
            probability[state] = Probability(components, state);
            total += down[state] ? probability[state] : 0;
        }

        ImmutableArray<MinimalCutSet> cutSets = [.. CutSets(components, down)];
        ImmutableArray<EventImportance> importance =
        [
            .. Enumerable.Range(0, count)
                .Select(index => Importance(index, components[index].Unavailability, down, probability, total, cutSets))
                .OrderByDescending(item => item.Criticality),
        ];
        return new JourneyPrediction(
            name,
            title,
            block,
            components,
            BoundedProbability.Exact(total),
            new FailureFrequency(total / 2, (1 - total) / (total / 2), 2),
            objective is { } allowed ? new ObjectiveResult(allowed, total <= allowed, total / allowed) : null,
            new CutSetSummary((UInt128)cutSets.Length, true, (UInt128)cutSets.Length, (UInt128)cutSets.Length, [.. ByOrder(cutSets)]),
            [.. cutSets.OrderByDescending(item => item.Probability).Take(10)],
            [.. cutSets.OrderBy(item => item.Order).ThenByDescending(item => item.Probability).Take(10)],
            [.. cutSets.Where(item => item.Order == 1).OrderByDescending(item => item.Probability)],
            importance,
            new FrechetBounds(components.Max(item => item.Unavailability) / 10, Math.Min(1, components.Sum(item => item.Unavailability))),
            [.. Causes(components, importance, total)],
            null);
    }

    public static IEnumerable<Component> Leaves(Block block) => block switch
    {
        ComponentBlock leaf => [leaf.Component],
        SeriesBlock series => series.Children.SelectMany(Leaves),
        RedundantBlock redundant => redundant.Children.SelectMany(Leaves),
        _ => [],
    };

    private static bool IsUp(Block block, ImmutableArray<Component> components, int state) => block switch
    {
        ComponentBlock leaf => (state >> components.IndexOf(leaf.Component) & 1) == 0,
        SeriesBlock series => series.Children.All(child => IsUp(child, components, state)),
        RedundantBlock redundant => redundant.Children.Count(child => IsUp(child, components, state)) >= redundant.Needed,
        _ => true,
    };

    private static double Probability(ImmutableArray<Component> components, int state)
    {
        double product = 1;
        for (int index = 0; index < components.Length; index++)
        {
            double unavailability = components[index].Unavailability;
            product *= (state >> index & 1) == 1 ? unavailability : 1 - unavailability;
        }

        return product;
    }

    private static IEnumerable<MinimalCutSet> CutSets(ImmutableArray<Component> components, bool[] down)
    {
        for (int state = 0; state < down.Length; state++)
        {
            ImmutableArray<int> events = [.. Enumerable.Range(0, components.Length).Where(index => (state >> index & 1) == 1)];
            if (down[state] && events.All(index => !down[state & ~(1 << index)]))
            {
                yield return new MinimalCutSet(events, events.Aggregate(1.0, (product, index) => product * components[index].Unavailability));
            }
        }
    }

    private static EventImportance Importance(
        int index, double own, bool[] down, double[] probability, double total, ImmutableArray<MinimalCutSet> cutSets)
    {
        double with = 0;
        double without = 0;
        double throughCutSets = 0;
        ImmutableArray<int> masks =
        [
            .. cutSets.Where(item => item.Events.Contains(index)).Select(item => item.Events.Aggregate(0, (mask, bit) => mask | 1 << bit)),
        ];
        for (int state = 0; state < down.Length; state++)
        {
            bool failed = (state >> index & 1) == 1;
            with += down[state] && failed ? probability[state] / own : 0;
            without += down[state] && !failed ? probability[state] / (1 - own) : 0;
            throughCutSets += masks.Any(mask => (state & mask) == mask) ? probability[state] : 0;
        }

        double birnbaum = with - without;
        return new EventImportance(
            index, own, birnbaum, own * birnbaum / total, own * with / total, with / total, total / without, throughCutSets / total);
    }

    private static IEnumerable<UInt128> ByOrder(ImmutableArray<MinimalCutSet> cutSets) =>
        Enumerable.Range(0, cutSets.Max(item => item.Order) + 1).Select(order => (UInt128)cutSets.Count(item => item.Order == order));

    private static IEnumerable<CauseDowntime> Causes(
        ImmutableArray<Component> components, ImmutableArray<EventImportance> importance, double total)
    {
        double sum = importance.Sum(item => item.Criticality);
        return importance
            .GroupBy(item => components[item.Event].Cause)
            .Select(group => new CauseDowntime(group.Key, group.Sum(item => item.Criticality) / sum * total))
            .OrderByDescending(cause => cause.Unavailability);
    }
}
