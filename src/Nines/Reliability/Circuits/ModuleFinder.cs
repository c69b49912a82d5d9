namespace Nines.Reliability.Circuits;

/// <summary>
/// Finds modules: gates whose events occur nowhere else (Dutuit and Rauzy, "A linear time algorithm to find modules of fault
/// trees", 1996). One depth-first pass dates every visit; a gate is a module when all visits to what lies below it happen
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

    /// <summary>Whether a reached gate is a module.</summary>
    public bool IsModule(int gate) => _low[gate] > _enter[gate] && _high[gate] < _exit[gate];

    /// <summary>Whether everything from an argument of a gate downwards is used from below that gate only.</summary>
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
