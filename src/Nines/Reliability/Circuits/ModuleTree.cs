using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>A module: a shape over variables that are events or smaller modules.</summary>
/// <param name="Shape">The logic, oriented so that it is false when no event has happened.</param>
/// <param name="Variables">One entry per variable: an event index, or the complement (~) of a module index.</param>
/// <param name="Node">The circuit node it came from.</param>
internal sealed record Module(Shape Shape, int[] Variables, int Node);

/// <summary>
/// The modules of a structure function, smaller ones before those that use them; the last one holds the top event. Every
/// module is false when no event has happened, so that a missing module needs no explanation in a cut set.
/// </summary>
internal sealed class ModuleTree
{
    private ModuleTree(Module[] modules, Shape[] shapes, bool topIsComplemented)
    {
        Modules = modules;
        Shapes = shapes;
        TopIsComplemented = topIsComplemented;
    }

    public Module[] Modules { get; }

    public Shape[] Shapes { get; }

    /// <summary>True when the top event is the complement of the last module.</summary>
    public bool TopIsComplemented { get; }

    public static ModuleTree Create(Circuit circuit)
    {
        bool[] whenNothing = circuit.ValuesWhenNothingHappened();
        int top = circuit.Top >> 1;
        bool topIsComplemented = ((circuit.Top & 1) == 1) ^ whenNothing[top];
        ShapeTable shapes = new();
        if (!circuit.IsGate(top))
        {
            bool isEvent = circuit.Kind(top) == NodeKind.Event;
            Shape single = shapes.Intern(isEvent ? [1, 0, 0] : [0, -2, 0]);
            return new ModuleTree([new Module(single, isEvent ? [circuit.Value(top)] : [], top)], shapes.ToArray(), topIsComplemented);
        }

        ModuleFinder finder = new(circuit);
        List<Module> modules = [];
        int[] moduleOf = new int[circuit.NodeCount];
        int[] local = new int[circuit.NodeCount];
        int[] localIn = new int[circuit.NodeCount];
        for (int node = 1; node < circuit.NodeCount; node++)
        {
            if (finder.IsReached(node) && circuit.IsGate(node) && (node == top || finder.IsModule(node)))
            {
                moduleOf[node] = modules.Count;
                modules.Add(Extract(circuit, finder, node, whenNothing, moduleOf, local, localIn, shapes));
            }
        }

        return new ModuleTree([.. modules], shapes.ToArray(), topIsComplemented);
    }

    /// <summary>Walks the gates of one module in written order and numbers its variables as they are met.</summary>
    private static Module Extract(
        Circuit circuit, ModuleFinder finder, int root, bool[] whenNothing, int[] moduleOf, int[] local, int[] localIn, ShapeTable shapes)
    {
        List<int> variables = [];
        List<int> gates = [];
        Stack<(int Node, int Next)> path = new();
        path.Push((root, 0));
        localIn[root] = root;
        while (path.TryPop(out (int Node, int Next) step))
        {
            ReadOnlySpan<int> arguments = circuit.Arguments(step.Node);
            if (step.Next == arguments.Length)
            {
                local[step.Node] = gates.Count;
                gates.Add(step.Node);
                continue;
            }

            path.Push((step.Node, step.Next + 1));
            int argument = arguments[step.Next] >> 1;
            if (localIn[argument] == root)
            {
                continue;
            }

            localIn[argument] = root;
            if (!circuit.IsGate(argument) || finder.IsModule(argument))
            {
                local[argument] = ~variables.Count;
                variables.Add(circuit.IsGate(argument) ? ~moduleOf[argument] : circuit.Value(argument));
            }
            else
            {
                path.Push((argument, 0));
            }
        }

        List<int> key = [variables.Count, ((variables.Count + gates.Count - 1) << 1) | (whenNothing[root] ? 1 : 0), 0];
        foreach (int gate in gates)
        {
            ReadOnlySpan<int> arguments = circuit.Arguments(gate);
            key.Add((int)circuit.Kind(gate));
            key.Add(circuit.Value(gate));
            key.Add(arguments.Length);
            foreach (int literal in arguments)
            {
                int at = local[literal >> 1];
                bool isModule = at < 0 && circuit.IsGate(literal >> 1);
                int sign = (literal & 1) ^ (isModule && whenNothing[literal >> 1] ? 1 : 0);
                key.Add(((at < 0 ? ~at : at + variables.Count) << 1) | sign);
            }
        }

        return new Module(shapes.Intern([.. key]), [.. variables], root);
    }

    /// <summary>Gives equal shapes one object.</summary>
    private sealed class ShapeTable
    {
        private readonly List<Shape> _shapes = [];
        private readonly Dictionary<ulong, List<Shape>> _byHash = [];

        public Shape Intern(int[] key)
        {
            ulong hash = 0x9E3779B97F4A7C15UL;
            foreach (int part in key)
            {
                hash = (hash ^ (uint)part) * 0xFF51AFD7ED558CCDUL;
                hash ^= hash >> 31;
            }

            if (!_byHash.TryGetValue(hash, out List<Shape>? same))
            {
                _byHash.Add(hash, same = []);
            }

            foreach (Shape known in same)
            {
                if (known.Key.SequenceEqual(key))
                {
                    return known;
                }
            }

            Shape shape = new(key, _shapes.Count);
            _shapes.Add(shape);
            same.Add(shape);
            return shape;
        }

        public Shape[] ToArray() => [.. _shapes];
    }
}

/// <summary>
/// Finds modules: gates whose events occur nowhere else (Dutuit and Rauzy, "A linear time algorithm to find modules of fault
/// trees", 1996). One depth-first pass dates every visit; a gate is a module when all visits to the nodes below it happen
/// between its first and second date.
/// </summary>
internal sealed class ModuleFinder
{
    private readonly int[] _enter;
    private readonly int[] _exit;
    private readonly int[] _last;
    private readonly int[] _low;
    private readonly int[] _high;

    public ModuleFinder(Circuit circuit)
    {
        int count = circuit.NodeCount;
        (_enter, _exit, _last, _low, _high) = (new int[count], new int[count], new int[count], new int[count], new int[count]);
        Date(circuit);
        for (int node = 0; node < count; node++)
        {
            // The span of all visits strictly below a gate; arguments come before users.
            (_low[node], _high[node]) = (int.MaxValue, 0);
            foreach (int literal in circuit.Arguments(node))
            {
                int argument = literal >> 1;
                _low[node] = Math.Min(_low[node], Math.Min(_enter[argument], _low[argument]));
                _high[node] = Math.Max(_high[node], Math.Max(_last[argument], _high[argument]));
            }
        }
    }

    public bool IsReached(int node) => _enter[node] > 0;

    /// <summary>True when a reached gate is a module.</summary>
    public bool IsModule(int gate) => _low[gate] > _enter[gate] && _high[gate] < _exit[gate];

    /// <summary>True when an argument of a gate and everything below it are used only from below that gate.</summary>
    public bool IsPrivate(int argument, int gate) =>
        Math.Min(_enter[argument], _low[argument]) > _enter[gate] && Math.Max(_last[argument], _high[argument]) < _exit[gate];

    private void Date(Circuit circuit)
    {
        int date = 0;
        Stack<(int Node, int Next)> path = new();
        path.Push((circuit.Top >> 1, 0));
        _enter[circuit.Top >> 1] = _last[circuit.Top >> 1] = ++date;
        while (path.TryPop(out (int Node, int Next) step))
        {
            ReadOnlySpan<int> arguments = circuit.Arguments(step.Node);
            if (step.Next == arguments.Length)
            {
                _exit[step.Node] = _last[step.Node] = ++date;
                continue;
            }

            path.Push((step.Node, step.Next + 1));
            int argument = arguments[step.Next] >> 1;
            _last[argument] = ++date;
            if (_enter[argument] == 0)
            {
                _enter[argument] = date;
                if (circuit.IsGate(argument))
                {
                    path.Push((argument, 0));
                }
            }
        }
    }
}

/// <summary>
/// A module's logic with its variables numbered 0, 1, ... in written order, without names and
/// probabilities. Equal modules share one shape, and it is solved once. Local nodes are the variables, then the gates, arguments first.
/// </summary>
internal sealed class Shape
{
    private readonly int[] _key;
    private readonly int[] _gateAt; // offset of each gate's kind in the key

    public Shape(int[] key, int index)
    {
        _key = key;
        Index = index;
        List<int> at = [];
        for (int i = 3; i < key.Length; i += 3 + key[i + 2])
        {
            at.Add(i);
        }

        _gateAt = [.. at];
        IsNaturallyCoherent = (Root & 1) == 0;
        for (int gate = 0; gate < GateCount; gate++)
        {
            IsNaturallyCoherent &= Kind(gate) != NodeKind.Xor;
            foreach (int literal in Arguments(gate))
            {
                IsNaturallyCoherent &= (literal & 1) == 0;
            }
        }
    }

    /// <summary>Position among the shapes of one solve.</summary>
    public int Index { get; }

    public ReadOnlySpan<int> Key => _key;

    public int VariableCount => _key[0];

    /// <summary>The root as a local literal; -2 and -1 are the constants false and true.</summary>
    public int Root => _key[1];

    public int GateCount => _gateAt.Length;

    /// <summary>True when the shape has no complement and no exclusive or: it is monotone.</summary>
    public bool IsNaturallyCoherent { get; }

    public NodeKind Kind(int gate) => (NodeKind)_key[_gateAt[gate]];

    public int Threshold(int gate) => _key[_gateAt[gate] + 1];

    /// <summary>Local literals: 2 x local node, plus 1 when complemented; gates follow the variables.</summary>
    public ReadOnlySpan<int> Arguments(int gate) => _key.AsSpan(_gateAt[gate] + 3, _key[_gateAt[gate] + 2]);

    public bool IsGate(int localNode) => localNode >= VariableCount;

    public ReadOnlySpan<int> ArgumentsOfNode(int localNode) => IsGate(localNode) ? Arguments(localNode - VariableCount) : [];
}
