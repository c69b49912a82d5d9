using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Truncation;

/// <summary>
/// Compiles a shape that is too hard to compile exactly to two BDDs: one that implies it and one that it implies, both kept
/// small by rounding after every step. The probabilities of the two are certified bounds, in which the truncated mass counts
/// with the context it ends up in. Works for any kind of gate: a complement swaps the two.
/// </summary>
internal sealed class TruncatingCompiler
{
    private const int Headroom = 64;

    private readonly VertexStore _store = new();
    private readonly BddOperations _bdd;
    private readonly Rounding _rounding;
    private readonly Shape _shape;
    private readonly int[] _order;
    private readonly Interval[] _inputs;
    private readonly int _size;
    private readonly int _limit;
    private readonly Effort _effort;
    private int _live;
    private int[] _below = []; // per local node: implies it
    private int[] _above = []; // per local node: implied by it

    private TruncatingCompiler(Shape shape, int[] order, Interval[] inputs, int size, int limit, Effort effort)
    {
        (_shape, _order, _inputs, _size, _limit, _effort) = (shape, order, inputs, size, limit, effort);
        _store.Reset(shape.VariableCount, limit);
        _bdd = new BddOperations(_store, effort);
        _rounding = new Rounding(_store, [.. order.Select(v => (inputs[v].Low + inputs[v].High) / 2)], effort);
    }

    /// <summary>Bounds with diagrams of about so many vertices; null when time ran out.</summary>
    public static Interval? Bound(Shape shape, int[] order, Interval[] inputs, int size, long maxVertices, Effort effort)
    {
        int limit = (int)Math.Min(maxVertices, Math.Max(1 << 16, (long)size * Headroom));
        Interval? bound = new TruncatingCompiler(shape, order, inputs, size, limit, effort).Compute();
        Effort.ReleaseGarbage((long)size * Headroom);
        return bound;
    }

    private Interval? Compute()
    {
        int nodes = _shape.VariableCount + _shape.GateCount;
        _below = new int[nodes];
        _above = new int[nodes];
        for (int level = 0; level < _order.Length; level++)
        {
            _below[_order[level]] = _above[_order[level]] = _bdd.Variable(level);
        }

        int[] users = BddCompiler.CountUsers(_shape);
        for (int gate = 0; gate < _shape.GateCount; gate++)
        {
            int node = _shape.VariableCount + gate;
            int[] arguments = Sorted(_shape.Arguments(gate));
            _below[node] = Gate(gate, arguments, up: false);
            _above[node] = Gate(gate, arguments, up: true);
            if (_effort.IsSpent())
            {
                return null;
            }

            Release(arguments, users);
        }

        int root = _shape.Root >> 1;
        Interval below = Interval.Compute(_store.Vertices, _below[root], _order, _inputs);
        Interval above = Interval.Compute(_store.Vertices, _above[root], _order, _inputs);
        Interval result = new(below.Low, above.High);
        return ((_shape.Root & 1) == 0 ? result : result.Not).Widened();
    }

    /// <summary>Gates that no later gate uses are garbage. All gates together would fill the store many times over.</summary>
    private void Release(int[] arguments, int[] users)
    {
        foreach (int literal in arguments)
        {
            int node = literal >> 1;
            if (--users[node] == 0 && _shape.IsGate(node))
            {
                _below[node] = _above[node] = Diagram.Zero;
            }
        }
    }

    private int[] Sorted(ReadOnlySpan<int> literals)
    {
        int[] sorted = literals.ToArray();
        Array.Sort(sorted, (a, b) =>
        {
            int byLevel = _store[_above[b >> 1]].Level.CompareTo(_store[_above[a >> 1]].Level);
            return byLevel != 0 ? byLevel : a.CompareTo(b);
        });
        return sorted;
    }

    private int Gate(int gate, int[] arguments, bool up)
    {
        switch (_shape.Kind(gate))
        {
            case NodeKind.And:
            case NodeKind.Or:
                int operation = _shape.Kind(gate) == NodeKind.And ? BddOperations.And : BddOperations.Or;
                int result = Operand(arguments[0], up);
                for (int i = 1; i < arguments.Length; i++)
                {
                    result = Apply(operation, result, () => Operand(arguments[i], up), up);
                }

                return result;
            case NodeKind.Xor:
                return Parity(arguments, up);
            default:
                return AtLeast(arguments, _shape.Threshold(gate), up);
        }
    }

    private int AtLeast(int[] arguments, int k, bool up)
    {
        // Vertices of the table must survive a collection, so the table is registered as a root.
        int[] f = new int[k + 1];
        f[0] = Diagram.One;
        _tables.Add(f);
        for (int i = 0; i < arguments.Length; i++)
        {
            for (int j = Math.Min(k, i + 1); j >= Math.Max(1, k - (arguments.Length - 1 - i)); j--)
            {
                int at = j;
                int taken = Apply(BddOperations.And, f[j - 1], () => Operand(arguments[i], up), up);
                f[j] = Apply(BddOperations.Or, taken, () => f[at], up);
            }
        }

        _tables.Remove(f);
        return f[k];
    }

    private int Parity(int[] arguments, bool up)
    {
        // odd' = (odd and not a) or (even and a), with both sides rounded the same way.
        int[] f = [Diagram.One, Diagram.Zero];
        _tables.Add(f);
        foreach (int argument in arguments)
        {
            int[] next = [0, 0];
            _tables.Add(next);
            for (int parity = 0; parity < 2; parity++)
            {
                next[parity] = Apply(BddOperations.And, f[parity], () => Operand(argument ^ 1, up), up);
                int other = Apply(BddOperations.And, f[parity ^ 1], () => Operand(argument, up), up);
                int place = parity;
                next[parity] = Apply(BddOperations.Or, other, () => next[place], up);
            }

            (f[0], f[1]) = (next[0], next[1]);
            _tables.Remove(next);
        }

        _tables.Remove(f);
        return f[1];
    }

    private readonly List<int[]> _tables = [];

    /// <summary>A literal, rounded towards the side asked for. Complementing turns the sides round.</summary>
    private int Operand(int literal, bool up)
    {
        if ((literal & 1) == 0)
        {
            return (up ? _above : _below)[literal >> 1];
        }

        int complement = _bdd.Not((up ? _below : _above)[literal >> 1]);
        return complement >= 0 ? complement : up ? Diagram.One : Diagram.Zero;
    }

    /// <summary>One step; when it does not fit, garbage goes first, then the operands get coarser, then the step gives up safely.</summary>
    private int Apply(int operation, int a, Func<int> second, bool up)
    {
        // A gate may need a million steps; once the time is used up the rest of it is given up, on the safe side.
        if (_effort.IsSpent())
        {
            return up ? Diagram.One : Diagram.Zero;
        }

        if (_store.Count > _limit / 2 && _store.Count > _live * 1.25)
        {
            a = Collect(a);
        }

        int b = second();
        int result = _bdd.Apply(operation, a, b);
        for (int keep = _size / 2; result < 0 && keep >= 64 && !_effort.IsSpent(); keep /= 4)
        {
            a = Collect(a);
            int coarseA = _rounding.Round(a, keep, up);
            int coarseB = _rounding.Round(second(), keep, up);
            result = _bdd.Apply(operation, coarseA, coarseB);
        }

        if (result >= 0 && _rounding.IsLarger(result, _size))
        {
            result = _rounding.Round(result, _size / 2, up);
        }

        return result >= 0 ? result : up ? Diagram.One : Diagram.Zero;
    }

    private int Collect(int extra)
    {
        int[] roots = [.. _below, .. _above, extra, .. _tables.SelectMany(t => t)];
        _effort.Spend(_store.Count / VertexStore.CollectedPerStep);
        _store.Collect(roots);
        _live = _store.Count;
        roots.AsSpan(0, _below.Length).CopyTo(_below);
        roots.AsSpan(_below.Length, _above.Length).CopyTo(_above);
        int at = _below.Length + _above.Length;
        int moved = roots[at++];
        foreach (int[] table in _tables)
        {
            roots.AsSpan(at, table.Length).CopyTo(table);
            at += table.Length;
        }

        _rounding.Forget();
        return moved;
    }
}
