using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>What a cut set costs: fewer events first when orders count, then -ln of the probability. Lower is better.</summary>
internal readonly record struct Cost(int Order, double Rarity)
{
    public static readonly Cost Impossible = new(int.MaxValue / 4, double.PositiveInfinity);

    public static Cost operator +(Cost a, Cost b) => new(Math.Min(a.Order + b.Order, Impossible.Order), a.Rarity + b.Rarity);

    public int ComparedTo(Cost other) => Order != other.Order ? Order.CompareTo(other.Order) : Rarity.CompareTo(other.Rarity);

    public static Cost Min(Cost a, Cost b) => a.ComparedTo(b) <= 0 ? a : b;
}

/// <summary>
/// The exact cost of the cheapest cut set below every vertex, modules included. A search that follows it never takes a
/// wrong turn, so that the k best cost k walks. With a fixed order, one table per number of events still to come.
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
    /// <param name="effort">The budget.</param>
    /// <returns>Null when the tables do not fit the budget.</returns>
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
