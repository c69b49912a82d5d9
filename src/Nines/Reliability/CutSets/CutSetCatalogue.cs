using System.Collections.Immutable;
using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>A minimal cut set: a set of events that causes the top event when no other event has happened, and of which no proper subset does.</summary>
/// <param name="Events">Indexes into the structure function's events, ascending.</param>
/// <param name="Probability">Product of the unavailabilities of the events.</param>
public sealed record MinimalCutSet(ImmutableArray<int> Events, double Probability)
{
    /// <summary>The number of events: 1 is a single point of failure.</summary>
    public int Order => Events.Length;
}

/// <summary>The minimal cut sets, counted without listing them.</summary>
/// <param name="Count">Number of minimal cut sets; null when it exceeds 128 bits or a limit was reached.</param>
/// <param name="IsComplete">False when a limit was reached and only the most probable ones found so far are known.</param>
/// <param name="CountLower">Certified lower bound: those that were counted. The maximum of 128 bits stands for that many or more.</param>
/// <param name="CountUpper">Certified upper bound; null when none is known.</param>
/// <param name="CountByOrder">CountByOrder[k] is the number of cut sets with k events; index 0 counts the empty set.
/// When not complete, only the orders of which all are known.</param>
public sealed record CutSetSummary(
    UInt128? Count, bool IsComplete, UInt128 CountLower, UInt128? CountUpper, ImmutableArray<UInt128> CountByOrder);

/// <summary>Everything about the minimal cut sets of one solution, computed on first demand.</summary>
internal sealed class CutSetCatalogue
{
    private const double ShareOfMemory = 0.4;
    private const double ShareOfSteps = 0.25;

    // Published models stay below this; what needs more has more cut sets than will fit.
    private const long MinSteps = 15_000_000;
    private const int StepsPerVertex = 20;
    private const int StepsPerVertexWithComplements = 40;

    private readonly ModuleTree _tree;
    private readonly ModuleValues _values;
    private readonly Effort _effort;
    private Guide? _probable;
    private Guide? _smallest;

    private CutSetCatalogue(ModuleTree tree, ModuleValues values, Diagram[] diagrams, Diagram?[] bdds, int completeTo, Effort effort)
    {
        (_tree, _values, Diagrams, IsComplete, _effort) = (tree, values, diagrams, completeTo == int.MaxValue, effort);
        OrderCounts? counts = tree.TopIsComplemented ? OrderCounts.EmptySet : CutSetCounter.Count(tree, diagrams, effort);
        UInt128? most = counts is not null && IsComplete ? null : CutSetCounter.MostByPaths(tree, bdds, effort);
        Summary = counts is { } known ? CutSetCounter.Summary(known, completeTo, most) : new CutSetSummary(null, IsComplete, 0, most, []);
    }

    /// <summary>Minimal cut sets per shape.</summary>
    public Diagram[] Diagrams { get; }

    /// <summary>False when only some of the cut sets are known.</summary>
    public bool IsComplete { get; }

    public CutSetSummary Summary { get; }

    /// <summary>From the BDDs of the shapes, as far as there are any.</summary>
    /// <param name="tree">The modules.</param>
    /// <param name="values">Probabilities, at least those of the events, and classes.</param>
    /// <param name="bdds">The BDD of every shape; null where it did not fit the limits.</param>
    /// <param name="effort">Counts the work against the limits.</param>
    public static CutSetCatalogue Make(ModuleTree tree, ModuleValues values, Diagram?[] bdds, Effort effort)
    {
        effort.AllowFurther(ShareOfSteps);
        int limit = VertexStore.VerticesIn((long)(effort.MaxBytes * ShareOfMemory));
        long most = tree.Shapes.Sum(shape => (bdds[shape.Index]?.Vertices.LongLength ?? 0)
            * (shape.IsNaturallyCoherent ? StepsPerVertex : StepsPerVertexWithComplements));
        StepLimit steps = new(Math.Max(MinSteps, most), effort);
        Diagram?[] complete = new Diagram?[bdds.Length];
        for (int s = 0; s < bdds.Length; s++)
        {
            complete[s] = bdds[s] is { } bdd ? MinimalSolutions.Find(bdd, tree.Shapes[s].IsNaturallyCoherent, limit, steps) : null;
        }

        effort.AllowUpTo(1);
        Diagram[] cutSets = PartialCutSets.Fill(tree, complete, bdds, values, effort, out int completeTo);
        return new CutSetCatalogue(tree, values, cutSets, bdds, completeTo, effort);
    }

    public ImmutableArray<MinimalCutSet> MostProbable(int count)
    {
        _probable ??= Guide.Make(_tree, Diagrams, _values, countsOrder: false, order: -1, _effort);
        return Sorted(List(_probable, Guide.Any, isExactOrder: false, count), byOrder: false);
    }

    public ImmutableArray<MinimalCutSet> Smallest(int count)
    {
        _smallest ??= Guide.Make(_tree, Diagrams, _values, countsOrder: true, order: -1, _effort);
        return Sorted(List(_smallest, Guide.Any, isExactOrder: false, count), byOrder: true);
    }

    public ImmutableArray<MinimalCutSet> OfOrder(int order, int count)
    {
        Guide? guide = Guide.Make(_tree, Diagrams, _values, countsOrder: false, order, _effort);
        return Sorted(List(guide, order, isExactOrder: true, count), byOrder: true);
    }

    private ImmutableArray<MinimalCutSet> List(Guide? guide, int remaining, bool isExactOrder, int count)
    {
        if (_tree.TopIsComplemented)
        {
            // The top event holds when nothing has happened: the empty set is the only minimal one.
            return count > 0 && (!isExactOrder || remaining == 0) ? [new MinimalCutSet([], 1)] : [];
        }

        return guide is null
            ? []
            : new CutSetSearch(guide, _values.Events, _effort).Best(_tree.Modules.Length - 1, remaining, isExactOrder, count);
    }

    /// <summary>The search adds logarithms; the final order uses the printed probabilities and breaks ties by the events.</summary>
    private static ImmutableArray<MinimalCutSet> Sorted(ImmutableArray<MinimalCutSet> sets, bool byOrder) => sets.Sort((a, b) =>
    {
        int order = a.Order.CompareTo(b.Order);
        int probability = b.Probability.CompareTo(a.Probability);
        int first = byOrder ? order : probability;
        int second = byOrder ? probability : order;
        return first != 0 ? first : second != 0 ? second : a.Events.AsSpan().SequenceCompareTo(b.Events.AsSpan());
    });
}
