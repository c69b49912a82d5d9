using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Importance;

/// <summary>
/// For variables of one shape: the probability that some cut set holding it is complete, given that the variable itself has
/// happened. The unions become BDDs; what lies below a variable's level is shared by all variables. Work is counted rather
/// than timed, so that the same variables are answered on every machine.
/// </summary>
internal sealed class CutSetUnions
{
    private const int NotMade = -2;

    // No single variable may take more than this part of what is left.
    private const int ShareOfOne = 4;

    private readonly Diagram _cutSets;
    private readonly VertexStore _store = new();
    private readonly BddOperations _bdd;
    private readonly double[] _p;
    private readonly double[] _q;
    private readonly int[] _whole; // per vertex of the cut sets: the BDD of their union, or NotMade
    private readonly int[] _union;
    private readonly bool[] _marked;
    private readonly List<int>?[] _at;
    private readonly int[] _users;
    private readonly int[] _firstUser;
    private double[] _probability = new double[1024];
    private int _known;
    private long _visits;

    /// <param name="cutSets">The minimal cut sets, zero-suppressed.</param>
    /// <param name="p">Probability of each variable.</param>
    /// <param name="q">Probability of each variable's complement.</param>
    /// <param name="limit">The most vertices at any moment.</param>
    /// <param name="effort">Counts the work against the limits.</param>
    public CutSetUnions(Diagram cutSets, double[] p, double[] q, int limit, Effort effort)
    {
        (_cutSets, _p, _q) = (cutSets, p, q);
        _store.Reset(cutSets.Levels, limit);
        _bdd = new BddOperations(_store, effort);
        _whole = new int[cutSets.Vertices.Length];
        Array.Fill(_whole, NotMade);
        (_whole[Diagram.Zero], _whole[Diagram.One]) = (Diagram.Zero, Diagram.One);
        _union = new int[_whole.Length];
        _marked = new bool[_whole.Length];
        _at = new List<int>[cutSets.Levels];
        for (int i = 2; i < _whole.Length; i++)
        {
            (_at[cutSets.Vertices[i].Level] ??= []).Add(i);
        }

        _users = UserLists(cutSets.Vertices, out _firstUser);
    }

    /// <summary>Steps taken so far.</summary>
    public long Spent => _visits + _bdd.Steps;

    /// <summary>The part of <see cref="Spent"/> that the operations on diagrams have not counted.</summary>
    public long Visits => _visits;

    /// <summary>One entry per variable of the shape; null where the steps do not suffice.</summary>
    /// <param name="byWeight">The variables, those that matter most first.</param>
    /// <param name="steps">Maximum number of steps for all variables together.</param>
    public double?[] Compute(int[] byWeight, long steps)
    {
        int[] levelOf = new int[_p.Length];
        for (int level = 0; level < _at.Length; level++)
        {
            levelOf[_cutSets.VariableAt[level]] = level;
        }

        double?[] result = new double?[_p.Length];
        foreach (int variable in byWeight)
        {
            if (_at[levelOf[variable]] is not { } at)
            {
                result[variable] = 0;
            }
            else if (Spent < steps)
            {
                _bdd.MaxSteps = _bdd.Steps + ((steps - Spent) / ShareOfOne);
                int root = Union(at, steps);
                result[variable] = root < 0 ? null : Probability(root);
            }
        }

        return result;
    }

    /// <summary>The union of what is left of the cut sets through the given vertices once their variable is taken out.</summary>
    private int Union(List<int> at, long steps)
    {
        Vertex[] vertices = _cutSets.Vertices;
        foreach (int vertex in at)
        {
            if (Whole(vertices[vertex].High) is var whole and < 0)
            {
                return whole;
            }

            _union[vertex] = _whole[vertices[vertex].High];
        }

        List<int> affected = Above(at, steps);
        int level = vertices[at[0]].Level;
        int result = Spent < steps && _marked[_cutSets.Root] ? Diagram.Zero : VertexStore.Failed;
        foreach (int vertex in affected)
        {
            // Index order is bottom-up. The vertices of the level itself keep what they were given.
            Vertex v = vertices[vertex];
            if (v.Level < level && result >= 0)
            {
                _union[vertex] = Unite(v.Level, _marked[v.Low] ? _union[v.Low] : 0, _marked[v.High] ? _union[v.High] : 0);
                result = Math.Min(result, _union[vertex]);
            }
        }

        foreach (int vertex in affected)
        {
            _marked[vertex] = false;
        }

        return result < 0 ? result : _union[_cutSets.Root];
    }

    /// <summary>Marks the given vertices and those that lead to them; returns them in index order.</summary>
    private List<int> Above(List<int> at, long steps)
    {
        List<int> affected = [.. at];
        foreach (int vertex in at)
        {
            _marked[vertex] = true;
        }

        for (int i = 0; i < affected.Count && Spent < steps; i++, _visits++)
        {
            for (int u = _firstUser[affected[i]]; u < _firstUser[affected[i] + 1]; u++)
            {
                if (!_marked[_users[u]])
                {
                    _marked[_users[u]] = true;
                    affected.Add(_users[u]);
                }
            }
        }

        affected.Sort();
        return affected;
    }

    /// <summary>The union of all cut sets below a vertex; what has been made stays made, even when the steps run out.</summary>
    private int Whole(int root)
    {
        Stack<int> pending = new();
        pending.Push(root);
        while (pending.TryPeek(out int vertex))
        {
            Vertex v = _cutSets.Vertices[vertex];
            if (_whole[vertex] != NotMade)
            {
                pending.Pop();
            }
            else if (_whole[v.Low] == NotMade)
            {
                pending.Push(v.Low);
            }
            else if (_whole[v.High] == NotMade)
            {
                pending.Push(v.High);
            }
            else
            {
                int made = Unite(v.Level, _whole[v.Low], _whole[v.High]);
                if (made < 0)
                {
                    return made;
                }

                _whole[vertex] = made;
                _visits++;
            }
        }

        return _whole[root];
    }

    /// <summary>low or (x and high).</summary>
    private int Unite(int level, int low, int high)
    {
        int taken = _bdd.Apply(BddOperations.Or, low, high);
        return taken < 0 ? taken : taken == low ? low : _store.Find(level, low, taken);
    }

    private double Probability(int root)
    {
        if (_probability.Length < _store.Count)
        {
            Array.Resize(ref _probability, _store.Count * 2);
        }

        (_probability[0], _probability[1]) = (0, 1);
        for (int i = Math.Max(2, _known); i < _store.Count; i++)
        {
            Vertex v = _store[i];
            int variable = _cutSets.VariableAt[v.Level];
            _probability[i] = (_p[variable] * _probability[v.High]) + (_q[variable] * _probability[v.Low]);
        }

        _known = _store.Count;
        return _probability[root];
    }

    private static int[] UserLists(Vertex[] vertices, out int[] first)
    {
        first = new int[vertices.Length + 1];
        foreach (Vertex v in vertices.AsSpan(2))
        {
            first[v.Low + 1]++;
            first[v.High + 1]++;
        }

        for (int i = 0; i < vertices.Length; i++)
        {
            first[i + 1] += first[i];
        }

        int[] fill = [.. first];
        int[] users = new int[first[^1]];
        for (int i = 2; i < vertices.Length; i++)
        {
            users[fill[vertices[i].Low]++] = i;
            users[fill[vertices[i].High]++] = i;
        }

        return users;
    }
}
