using System.Collections.Immutable;
using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>
/// Lists cut sets best first. A state is a vertex of a diagram, the events taken so far, and the modules still to be
/// completed; the guide gives the exact cost of the best completion, so each state taken from the queue yields one cut set.
/// </summary>
internal sealed class CutSetSearch(Guide guide, double[] events, Effort effort)
{
    private const int MaxQueued = 20_000_000;

    // This many are listed at negligible cost, even when no steps are left.
    private const int AlwaysFound = 100;

    private readonly PriorityQueue<State, (Cost Cost, long Sequence)> _queue = new(CheapestFirst);
    private long _sequence;
    private int _walked;

    private static Comparer<(Cost Cost, long Sequence)> CheapestFirst { get; } = Comparer<(Cost Cost, long Sequence)>.Create(
        (a, b) => a.Cost.ComparedTo(b.Cost) is not 0 and int cost ? cost : a.Sequence.CompareTo(b.Sequence));

    private sealed record Taken(int Event, Taken? Before);

    /// <summary>The vertex to continue from once the current module is completed.</summary>
    private sealed record Rest(int Module, int Vertex, int Remaining, Cost Cost, Rest? Next);

    private readonly record struct State(int Module, int Vertex, int Remaining, Taken? Taken, Rest? Rest, Cost Spent);

    /// <param name="top">The last module.</param>
    /// <param name="remaining">The exact order wanted, or <see cref="Guide.Any"/> when the guide has no fixed order.</param>
    /// <param name="isExactOrder">True when <paramref name="remaining"/> is an order.</param>
    /// <param name="count">Maximum number of cut sets.</param>
    public ImmutableArray<MinimalCutSet> Best(int top, int remaining, bool isExactOrder, int count)
    {
        List<MinimalCutSet> found = [];
        Push(new State(top, guide.Root(top), remaining, null, null, default));
        while (found.Count < count && _queue.TryDequeue(out State state, out _))
        {
            found.Add(Complete(state, isExactOrder));
            bool isSpent = effort.Spend(_walked);
            _walked = 0;
            if ((found.Count >= AlwaysFound && isSpent) || _queue.Count > MaxQueued)
            {
                break;
            }
        }

        return [.. found];
    }

    private void Push(State state)
    {
        Cost ahead = guide.Best(state.Module, state.Remaining, state.Vertex) + (state.Rest?.Cost ?? default);
        Cost whole = state.Spent + ahead;
        if (whole.Order < Cost.Impossible.Order)
        {
            _queue.Enqueue(state, (whole, _sequence++));
        }
    }

    /// <summary>Follows the best branch to the end and queues the branches not taken.</summary>
    private MinimalCutSet Complete(State state, bool isExactOrder)
    {
        List<State> branches = [];
        for (; ; _walked++)
        {
            if (state.Vertex == Diagrams.Diagram.One)
            {
                if (state.Rest is not { } rest)
                {
                    return Collect(state.Taken);
                }

                state = state with { Module = rest.Module, Vertex = rest.Vertex, Remaining = rest.Remaining, Rest = rest.Next };
                continue;
            }

            branches.Clear();
            Branch(state, isExactOrder, branches);
            int best = 0;
            for (int i = 1; i < branches.Count; i++)
            {
                best = Ahead(branches[i]).ComparedTo(Ahead(branches[best])) < 0 ? i : best;
            }

            for (int i = 0; i < branches.Count; i++)
            {
                if (i != best)
                {
                    Push(branches[i]);
                }
            }

            state = branches[best];
        }
    }

    private Cost Ahead(State state) =>
        state.Spent + guide.Best(state.Module, state.Remaining, state.Vertex) + (state.Rest?.Cost ?? default);

    private void Branch(State state, bool isExactOrder, List<State> branches)
    {
        Diagrams.Vertex v = guide.Of(state.Module).Vertices[state.Vertex];
        int variable = guide.Variable(state.Module, state.Vertex);
        branches.Add(state with { Vertex = v.Low });
        if (variable >= 0)
        {
            if (!isExactOrder || state.Remaining > 0)
            {
                branches.Add(state with
                {
                    Vertex = v.High,
                    Remaining = isExactOrder ? state.Remaining - 1 : state.Remaining,
                    Taken = new Taken(variable, state.Taken),
                    Spent = state.Spent + guide.Event(variable),
                });
            }

            return;
        }

        // A module in the cut set: finish it first, then go on above, with the events shared out between the two.
        for (int inside = 0; inside <= (isExactOrder ? state.Remaining : 0); inside++)
        {
            int after = state.Remaining - inside;
            Cost rest = guide.Best(state.Module, after, v.High) + (state.Rest?.Cost ?? default);
            if (rest.Order < Cost.Impossible.Order)
            {
                branches.Add(new State(
                    ~variable, guide.Root(~variable), inside, state.Taken, new Rest(state.Module, v.High, after, rest, state.Rest), state.Spent));
            }
        }
    }

    private MinimalCutSet Collect(Taken? taken)
    {
        List<int> members = [];
        for (Taken? t = taken; t is not null; t = t.Before)
        {
            members.Add(t.Event);
        }

        members.Sort();
        double probability = 1;
        foreach (int member in members)
        {
            probability *= events[member];
        }

        return new MinimalCutSet([.. members], probability);
    }
}

/// <summary>Cost of a cut set: its order when orders count, then -ln of its probability. Lower is better.</summary>
internal readonly record struct Cost(int Order, double Rarity)
{
    public static readonly Cost Impossible = new(int.MaxValue / 4, double.PositiveInfinity);

    public static Cost operator +(Cost a, Cost b) => new(Math.Min(a.Order + b.Order, Impossible.Order), a.Rarity + b.Rarity);

    public int ComparedTo(Cost other) => Order != other.Order ? Order.CompareTo(other.Order) : Rarity.CompareTo(other.Rarity);

    public static Cost Min(Cost a, Cost b) => a.ComparedTo(b) <= 0 ? a : b;
}

/// <summary>
/// The exact cost of the cheapest cut set below every vertex, modules included. A search that follows it never backtracks,
/// so that the k best take k walks. With a fixed order, there is one table per number of remaining events.
/// </summary>
internal sealed class Guide
{
    /// <summary>Stands for "any number of events".</summary>
    public const int Any = 0;

    private readonly ModuleTree _tree;
    private readonly Diagram[] _cutSets;
    private readonly double[] _events;
    private readonly bool _countsOrder;
    private readonly Cost[][][] _best; // [module][remaining][vertex]; modules of one class share tables

    private Guide(ModuleTree tree, Diagram[] cutSets, double[] events, bool countsOrder)
    {
        (_tree, _cutSets, _events, _countsOrder) = (tree, cutSets, events, countsOrder);
        _best = new Cost[tree.Modules.Length][][];
    }

    /// <param name="tree">The modules.</param>
    /// <param name="cutSets">Minimal cut sets per shape.</param>
    /// <param name="values">Probabilities and classes.</param>
    /// <param name="countsOrder">True to prefer fewer events over probability.</param>
    /// <param name="order">An exact number of events, or -1 for any.</param>
    /// <param name="effort">Counts the work against the limits.</param>
    /// <returns>Null when the tables do not fit the limits.</returns>
    public static Guide? Make(
        ModuleTree tree, Diagram[] cutSets, ModuleValues values, bool countsOrder, int order, Effort effort)
    {
        Guide guide = new(tree, cutSets, values.Events, countsOrder);
        int tables = order < 0 ? 1 : order + 1;
        Dictionary<int, Cost[][]> byClass = [];
        long bytes = 0;
        for (int m = 0; m < tree.Modules.Length; m++)
        {
            if (!byClass.TryGetValue(values.Class[m], out Cost[][]? known))
            {
                bytes += 16L * tables * cutSets[tree.Modules[m].Shape.Index].Vertices.Length;
                effort.ThrowIfCancelled();
                if (bytes > effort.MaxBytes / 4)
                {
                    return null;
                }

                known = order < 0 ? [guide.Unlimited(tree.Modules[m])] : guide.Limited(tree.Modules[m], order);
                byClass.Add(values.Class[m], known);
            }

            guide._best[m] = known;
        }

        return guide;
    }

    public Cost Best(int module, int remaining, int vertex) => _best[module][remaining][vertex];

    public int Root(int module) => Of(module).Root;

    public Diagram Of(int module) => _cutSets[_tree.Modules[module].Shape.Index];

    /// <summary>The event, or the complement of the module, that a vertex of a module decides on.</summary>
    public int Variable(int module, int vertex)
    {
        Diagram diagram = Of(module);
        return _tree.Modules[module].Variables[diagram.VariableAt[diagram.Vertices[vertex].Level]];
    }

    public Cost Event(int index) => new(_countsOrder ? 1 : 0, -Math.Log(_events[index]));

    private Cost[] Unlimited(Module module)
    {
        Diagram diagram = _cutSets[module.Shape.Index];
        Cost[] best = new Cost[diagram.Vertices.Length];
        best[Diagram.Zero] = Cost.Impossible;
        for (int i = 2; i < best.Length; i++)
        {
            Vertex v = diagram.Vertices[i];
            int variable = module.Variables[diagram.VariableAt[v.Level]];
            Cost own = variable >= 0 ? Event(variable) : Best(~variable, Any, Root(~variable));
            best[i] = Cost.Min(best[v.Low], own + best[v.High]);
        }

        return best;
    }

    private Cost[][] Limited(Module module, int order)
    {
        Diagram diagram = _cutSets[module.Shape.Index];
        Cost[][] best = new Cost[order + 1][];
        for (int r = 0; r <= order; r++)
        {
            best[r] = new Cost[diagram.Vertices.Length];
            best[r][Diagram.Zero] = best[r][Diagram.One] = Cost.Impossible;
        }

        best[0][Diagram.One] = default;
        for (int i = 2; i < diagram.Vertices.Length; i++)
        {
            Vertex v = diagram.Vertices[i];
            int variable = module.Variables[diagram.VariableAt[v.Level]];
            for (int r = 0; r <= order; r++)
            {
                Cost least = best[r][v.Low];
                if (variable >= 0)
                {
                    least = r == 0 ? least : Cost.Min(least, Event(variable) + best[r - 1][v.High]);
                }
                else
                {
                    for (int inside = 0; inside <= r; inside++)
                    {
                        least = Cost.Min(least, Best(~variable, inside, Root(~variable)) + best[r - inside][v.High]);
                    }
                }

                best[r][i] = least;
            }
        }

        return best;
    }
}
