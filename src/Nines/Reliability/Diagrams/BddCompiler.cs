using System.Runtime.InteropServices;
using Nines.Reliability.Circuits;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Diagrams;

/// <summary>Compiles a shape to a BDD for one order of its variables.</summary>
internal sealed class BddCompiler(Effort effort)
{
    private const int CollectFrom = 1 << 16;
    private const int StepsPerVertex = 24;
    private const int CollectWithinFrom = 1 << 22;

    private readonly VertexStore _store = new();
    private int _live;

    /// <summary>Number of gates of the last shape that were compiled; it ranks failed attempts.</summary>
    public int Progress { get; private set; }

    /// <summary>The diagram, or null when it needs more vertices or more steps than there may be.</summary>
    /// <param name="shape">The shape to compile.</param>
    /// <param name="order">The variable at each level.</param>
    /// <param name="limit">The most vertices there may be at any moment, intermediate ones included.</param>
    public Diagram? Compile(Shape shape, int[] order, int limit)
    {
        (Progress, _live) = (0, 0);
        _store.Reset(shape.VariableCount, limit);
        BddOperations bdd = new(_store, effort) { MaxSteps = (long)limit * StepsPerVertex };
        Diagram? diagram = Compile(bdd, shape, order, limit);
        effort.StepsOfBuilding += bdd.Steps;
        effort.Spend(bdd.UncountedSteps);
        return diagram;
    }

    private Diagram? Compile(BddOperations bdd, Shape shape, int[] order, int limit)
    {
        if (shape.Root < 0)
        {
            return _store.Extract(shape.Root + 2, order);
        }

        int[] level = new int[shape.VariableCount];
        for (int i = 0; i < order.Length; i++)
        {
            level[order[i]] = i;
        }

        int[] users = CountUsers(shape);
        bool[] isComplement = Complements(shape);
        int[] result = new int[shape.VariableCount + shape.GateCount];
        Array.Fill(result, VertexStore.Failed);
        for (int i = 0; i < shape.VariableCount; i++)
        {
            result[i] = bdd.Variable(level[i]);
        }

        int collectAt = CollectFrom;
        List<int> operands = [];
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            operands.Clear();
            bool isDual = isComplement[shape.VariableCount + gate];
            foreach (int literal in shape.Arguments(gate))
            {
                int operand = result[literal >> 1];
                operands.Add(isComplement[literal >> 1] == IsComplemented(shape, gate, operands.Count, literal, isDual) ? operand : bdd.Not(operand));
                if (--users[literal >> 1] == 0 && shape.IsGate(literal >> 1))
                {
                    result[literal >> 1] = VertexStore.Failed;
                }
            }

            (NodeKind kind, int threshold) = isDual ? Dual(shape, gate) : (shape.Kind(gate), shape.Threshold(gate));
            int value = Gate(bdd, kind, threshold, operands, result);
            if (value < 0 || effort.IsSpent())
            {
                return null;
            }

            Progress = gate + 1;

            result[shape.VariableCount + gate] = value;

            // A store that is half full of live vertices would otherwise be collected after every gate, to no avail.
            if (_store.Count > collectAt || (_store.Count > limit / 2 && _store.Count > _live * 1.25))
            {
                effort.Spend(_store.Count / VertexStore.CollectedPerStep);
                _store.Collect(result);
                _live = _store.Count;
                collectAt = Math.Max(CollectFrom, _store.Count * 3);
            }
        }

        int root = result[shape.Root >> 1];
        root = isComplement[shape.Root >> 1] == ((shape.Root & 1) == 1) ? root : bdd.Not(root);
        return root < 0 ? null : _store.Extract(root, order);
    }

    /// <summary>
    /// Per node: true to compile its complement instead, which is as much work. A gate that is only used complemented would otherwise be
    /// compiled first and copied to its complement afterwards.
    /// </summary>
    private static bool[] Complements(Shape shape)
    {
        int nodes = shape.VariableCount + shape.GateCount;
        bool[] isComplement = new bool[nodes];
        bool[] isUsed = new bool[nodes];
        bool[] isUsedComplemented = new bool[nodes];
        ((shape.Root & 1) == 0 ? isUsed : isUsedComplemented)[shape.Root >> 1] = true;
        for (int gate = shape.GateCount - 1; gate >= 0; gate--)
        {
            // Every use of a gate is in a later gate, or is the root.
            int node = shape.VariableCount + gate;
            isComplement[node] = isUsedComplemented[node] && !isUsed[node];
            int place = 0;
            foreach (int literal in shape.Arguments(gate))
            {
                (IsComplemented(shape, gate, place++, literal, isComplement[node]) ? isUsedComplemented : isUsed)[literal >> 1] = true;
            }
        }

        return isComplement;
    }

    /// <summary>True when a gate takes an argument complemented: by De Morgan's laws the dual takes all the other way round, an exclusive or one of them.</summary>
    private static bool IsComplemented(Shape shape, int gate, int place, int literal, bool isDual) =>
        ((literal & 1) == 1) != (isDual && (place == 0 || shape.Kind(gate) != NodeKind.Xor));

    /// <summary>The complement of a gate over complemented arguments: fewer than k of n happened when n - k + 1 or more did not.</summary>
    private static (NodeKind Kind, int Threshold) Dual(Shape shape, int gate) => shape.Kind(gate) switch
    {
        NodeKind.And => (NodeKind.Or, 0),
        NodeKind.Or => (NodeKind.And, 0),
        NodeKind.AtLeast => (NodeKind.AtLeast, shape.Arguments(gate).Length - shape.Threshold(gate) + 1),
        _ => (shape.Kind(gate), 0),
    };

    private int Gate(BddOperations bdd, NodeKind kind, int threshold, List<int> operands, int[] others)
    {
        // Deepest first, so that each step only adds on top of what is there.
        Span<int> sorted = CollectionsMarshal.AsSpan(operands);
        sorted.Sort((a, b) => a < 0 || b < 0 || _store[a].Level == _store[b].Level
            ? a.CompareTo(b)
            : _store[b].Level.CompareTo(_store[a].Level));
        if (kind == NodeKind.AtLeast)
        {
            return AtLeast(bdd, threshold, sorted);
        }

        int operation = kind switch { NodeKind.And => BddOperations.And, NodeKind.Or => BddOperations.Or, _ => BddOperations.Xor };
        int result = sorted[0];
        for (int i = 1; i < sorted.Length && result >= 0; i++)
        {
            // Only where memory is the limit: losing the cached results costs more than an early failure of a small attempt.
            if (_store.Limit > CollectWithinFrom && _store.Count > _store.Limit / 4 * 3 && _store.Count > _live * 2L)
            {
                result = CollectWithin(others, sorted, result);
            }

            result = bdd.Apply(operation, result, sorted[i]);
        }

        return result;
    }

    private int CollectWithin(int[] others, Span<int> operands, int current)
    {
        int[] roots = [.. others, .. operands, current];
        effort.Spend(_store.Count / VertexStore.CollectedPerStep);
        _store.Collect(roots);
        _live = _store.Count;
        roots.AsSpan(0, others.Length).CopyTo(others);
        roots.AsSpan(others.Length, operands.Length).CopyTo(operands);
        return roots[^1];
    }

    /// <summary>Dynamic programming: f[j] = f[j] or (x and f[j - 1]), where f[j] says that at least j of those so far happened.</summary>
    private int AtLeast(BddOperations bdd, int k, ReadOnlySpan<int> operands)
    {
        int[] f = new int[k + 1];
        f[0] = Diagram.One;
        for (int i = 0; i < operands.Length; i++)
        {
            // Only what can still reach k matters.
            int lowest = Math.Max(1, k - (operands.Length - 1 - i));
            for (int j = Math.Min(k, i + 1); j >= lowest; j--)
            {
                f[j] = IsVariableAbove(operands[i], f[j], f[j - 1])
                    ? _store.Find(_store[operands[i]].Level, f[j], f[j - 1])
                    : bdd.Apply(BddOperations.Or, f[j], bdd.Apply(BddOperations.And, operands[i], f[j - 1]));
                if (f[j] < 0)
                {
                    return VertexStore.Failed;
                }
            }
        }

        return f[k];
    }

    private bool IsVariableAbove(int operand, int a, int b)
    {
        if (operand < 0 || a == b)
        {
            return false;
        }

        Vertex x = _store[operand];
        return x is { Low: Diagram.Zero, High: Diagram.One } && x.Level < _store[a].Level && x.Level < _store[b].Level;
    }

    /// <summary>Per node of a shape: the number of uses, the root's own included.</summary>
    public static int[] CountUsers(Shape shape)
    {
        int[] users = new int[shape.VariableCount + shape.GateCount];
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            foreach (int literal in shape.Arguments(gate))
            {
                users[literal >> 1]++;
            }
        }

        users[shape.Root >> 1]++;
        return users;
    }
}
