using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Reliability.CutSets;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Minimal cut sets that are alike: the same causes with the same probability, such as any two nodes of a pool.</summary>
/// <param name="Text">The components that fail together.</param>
/// <param name="Probability">Of all of them, added up: 0 to 1.</param>
internal sealed record CutSetGroup(string Text, double Probability)
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
                .Select(group => Create(group, isPartial && group[^1].Probability <= least * (1 + Equal), journey.Components))
                .OrderByDescending(group => group.Probability),
        ];
    }

    private static CutSetGroup Create(List<MinimalCutSet> alike, bool mayBeMore, ImmutableArray<Component> components)
    {
        double sum = alike.Sum(set => set.Probability);
        if (alike.Count == 1)
        {
            return new CutSetGroup(CutSetPhrases.CutSet(alike[0], components), sum);
        }

        string ways = $"{(mayBeMore ? "at least " : string.Empty)}{alike.Count:N0} ways";
        return new CutSetGroup($"{CutSetPhrases.AlikeCutSets(alike, components)}: {ways}", sum);
    }

    private static bool AreAlike(MinimalCutSet one, MinimalCutSet other, ImmutableArray<Component> components) =>
        one.Order == other.Order
        && Math.Abs(one.Probability - other.Probability) <= Equal * Math.Max(one.Probability, other.Probability)
        && Causes(one, components).SequenceEqual(Causes(other, components), StringComparer.Ordinal);

    private static IEnumerable<string> Causes(MinimalCutSet set, ImmutableArray<Component> components) =>
        set.Events.Select(index => $"{components[index].Kind} {components[index].Cause}").Order(StringComparer.Ordinal);
}

/// <summary>Minimal cut sets as phrases, the same in the terminal and on the page. Not escaped: that is the writer's task.</summary>
internal static class CutSetPhrases
{
    private const int MaxNames = 4;

    /// <summary>A minimal cut set in words: <c>Circuit Amsterdam and VPN gateway both down</c>.</summary>
    public static string CutSet(MinimalCutSet cutSet, ImmutableArray<Component> components)
    {
        if (cutSet.Order <= 1)
        {
            return cutSet.Order == 0 ? "nothing need fail" : components[cutSet.Events[0]].Label;
        }

        Component[] all = [.. cutSet.Events.Select(index => components[index])];
        string[] things = [.. all.Where(component => RoleOf(component) == Role.Down).Select(component => component.Label)];
        string[] conditions = [.. all.Where(component => RoleOf(component) == Role.Condition).Select(component => LowerFirst(component.Label))];
        string[] unfinished = [.. all.Where(component => RoleOf(component) == Role.Unfinished).Select(component => LowerFirst(component.Label))];
        return Together(things, things.Length, all.All(IsThing), conditions, unfinished);
    }

    /// <summary>Cut sets that differ only in which of several equal things they take: <c>2 nodes of pool3 in weu both down</c>.</summary>
    /// <param name="alike">Two or more with the same causes.</param>
    /// <param name="components">Event i is components[i].</param>
    public static string AlikeCutSets(IReadOnlyList<MinimalCutSet> alike, ImmutableArray<Component> components)
    {
        var names = new Dictionary<Role, List<string>> { [Role.Down] = [], [Role.Condition] = [], [Role.Unfinished] = [] };
        foreach (var group in alike[0].Events.Select(index => components[index]).GroupBy(component => (component.Cause, Role: RoleOf(component))).OrderBy(group => group.Key.Role))
        {
            string[] labels = [.. alike.SelectMany(set => set.Events).Select(index => components[index])
                .Where(component => component.Cause == group.Key.Cause && RoleOf(component) == group.Key.Role).Select(component => component.Label).Distinct(StringComparer.Ordinal)];
            bool isAlwaysTheSame = labels.Length == group.Count();
            names[group.Key.Role].AddRange(group.Key.Role switch
            {
                Role.Down => isAlwaysTheSame ? labels : [Some(group.Count(), group.Key.Cause)],
                Role.Condition when !isAlwaysTheSame => ["moved pods are there"],
                _ => [LowerFirst(isAlwaysTheSame ? string.Join(" and ", labels) : group.Key.Role == Role.Unfinished && names[Role.Condition].Count > 0 ? "rescheduling them" : group.Key.Cause)],
            });
        }

        int down = alike[0].Events.Count(index => RoleOf(components[index]) == Role.Down);
        bool areThings = alike[0].Events.All(index => IsThing(components[index]));
        string text = Together([.. names[Role.Down]], down, areThings, [.. names[Role.Condition]], [.. names[Role.Unfinished]]);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Together(string[] things, int count, bool areThings, string[] conditions, string[] unfinished)
    {
        string list = List(things);
        string state = (areThings, count) switch
        {
            (_, 0) => string.Empty,
            (false, 1) => string.Empty,
            (false, _) => " together",
            (_, 1) => " down",
            (_, 2) => " both down",
            _ => " all down",
        };
        state += conditions.Length == 0 ? string.Empty : $" while {List(conditions)}";
        string open = unfinished.Length == 0 ? string.Empty : $"{(count == 0 ? string.Empty : ", ")}{List(unfinished)} not done";
        return list + state + open;
    }

    private static string List(string[] names) => names.Length switch
    {
        0 => string.Empty,
        1 => names[0],
        > MaxNames => $"{string.Join(", ", names.Take(MaxNames))} and {names.Length - MaxNames} more",
        _ => $"{string.Join(", ", names[..^1])} and {names[^1]}",
    };

    private enum Role
    {
        Down,

        /// <summary>A state in which an outage takes down more than otherwise.</summary>
        Condition,

        /// <summary>A reaction that has not ended yet. Undetected failures and common causes are worded like other components.</summary>
        Unfinished,
    }

    private static Role RoleOf(Component component) =>
        component.Reaction is not null ? Role.Unfinished : component.Kind == ComponentKind.Condition ? Role.Condition : Role.Down;

    /// <summary>True unless it is an event that happens rather than a thing that is down.</summary>
    private static bool IsThing(Component component) =>
        RoleOf(component) != Role.Down || component.Kind is not (ComponentKind.Failover or ComponentKind.CommonCause or ComponentKind.Event);

    /// <summary><c>2 nodes of pool3 in weu</c>, or <c>a node of pool3 in weu</c>, from the cause <c>Nodes of pool3 in weu</c>.</summary>
    private static string Some(int count, string cause)
    {
        string[] words = cause.Replace(" outages", "s", StringComparison.Ordinal).Split(' ');
        int noun = Array.FindIndex(words, word => word.Length > 2 && word.EndsWith('s'));
        if (noun is < 0 or > 1)
        {
            return count == 1 ? cause : $"{count} x {cause}";
        }

        words[noun] = count == 1 ? words[noun][..^1] : words[noun];
        words[0] = LowerFirst(words[0]);
        return $"{(count == 1 ? "a" : count.ToString())} {string.Join(' ', words)}";
    }

    /// <summary>As in the middle of a sentence, but for abbreviations.</summary>
    private static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Bounds(CutSetSummary summary)
    {
        string least = summary.CountLower == UInt128.MaxValue ? "3.4e38" : Figures.Count(summary.CountLower);
        string most = summary.CountUpper is { } upper ? $" and at most {Figures.Count(upper)}" : string.Empty;
        return $"At least {least}{most} minimal cut sets";
    }

    /// <summary><c>6 minimal cut sets: 2 of order 1, 4 of order 2</c>.</summary>
    public static string CutSetCount(CutSetSummary summary)
    {
        const int maxOrders = 6;
        int[] orders = [.. Enumerable.Range(0, summary.CountByOrder.Length).Where(order => summary.CountByOrder[order] > UInt128.Zero)];
        string byOrder = string.Join(", ", orders.Take(maxOrders).Select(order => $"{Figures.Count(summary.CountByOrder[order])} of order {order}"));
        string tail = orders.Length > maxOrders ? $", up to order {orders[^1]}" : string.Empty;
        string count = summary.Count is { } number
            ? $"{Figures.Count(number)} minimal cut {(number == UInt128.One ? "set" : "sets")}"
            : Bounds(summary);
        string incomplete = summary.IsComplete ? string.Empty : " (a limit was reached: not all of them are known)";
        return byOrder.Length == 0 ? count + incomplete : $"{count}: {byOrder}{tail}{incomplete}";
    }
}
