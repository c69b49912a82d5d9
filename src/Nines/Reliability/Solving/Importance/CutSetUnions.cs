using Nines.Reliability.Solving.Bdd;

namespace Nines.Reliability.Solving.Importance;

/// <summary>
/// For each variable of one shape: the probability that some cut set holding it is complete, given that the variable itself
/// has happened. The unions become BDDs; what lies below a variable's level is shared by all variables.
/// </summary>
internal sealed class CutSetUnions
{
    // A few seconds' worth; counted rather than timed, so that the same variables are answered on every machine.
    private const long MaxSteps = 5_000_000;
    private const long MaxVisits = 10_000_000;

    private readonly Diagram _cutSets;
    private readonly VertexStore _store = new();
    private readonly BddOperations _bdd;
    private readonly Effort _effort;
    private readonly double[] _p;
    private readonly double[] _q;
    private double[] _probability = new double[1024];
    private int _known;
    private long _visits;

    private CutSetUnions(Diagram cutSets, double[] p, double[] q, int limit, Effort effort)
    {
        (_cutSets, _p, _q, _effort) = (cutSets, p, q, effort);
        _store.Reset(cutSets.Levels, limit);
        _bdd = new BddOperations(_store, effort) { MaxSteps = MaxSteps };
    }

    /// <summary>One entry per variable of the shape; null where the budget does not suffice.</summary>
    /// <param name="cutSets">The minimal cut sets, zero-suppressed.</param>
    /// <param name="p">Probability of each variable.</param>
    /// <param name="q">Probability of each variable's complement.</param>
    /// <param name="limit">The most vertices at any moment.</param>
    /// <param name="effort">The budget.</param>
    public static double?[] Of(Diagram cutSets, double[] p, double[] q, int limit, Effort effort) =>
        new CutSetUnions(cutSets, p, q, limit, effort).Compute();

    private double?[] Compute()
    {
        double?[] result = new double?[_p.Length];
        Vertex[] vertices = _cutSets.Vertices;
        int[] whole = new int[vertices.Length];
        whole[Diagram.One] = Diagram.One;
        List<int>[] at = new List<int>[_cutSets.Levels];
        for (int i = 2; i < vertices.Length; i++)
        {
            Vertex v = vertices[i];
            (at[v.Level] ??= []).Add(i);
            whole[i] = Unite(v.Level, whole[v.Low], whole[v.High]);
            if (whole[i] < 0)
            {
                return result;
            }
        }

        foreach (int level in Enumerable.Range(0, at.Length).Where(l => at[l] is null))
        {
            result[_cutSets.VariableAt[level]] = 0;
        }

        int[] users = UserLists(vertices, out int[] firstUser);
        int[] union = new int[vertices.Length];
        bool[] marked = new bool[vertices.Length];
        int collectAt = Math.Max(1 << 17, _store.Count * 2);
        for (int level = 0; level < at.Length; level++)
        {
            if (at[level] is null)
            {
                continue;
            }

            if (_visits > MaxVisits || _effort.IsSpent())
            {
                return result;
            }

            int root = Union(at[level], whole, union, marked, users, firstUser);
            if (root < 0)
            {
                return result;
            }

            result[_cutSets.VariableAt[level]] = Probability(root);
            if (_store.Count > collectAt)
            {
                _store.Collect(whole);
                _known = 0;
                collectAt = Math.Max(1 << 17, _store.Count * 2);
            }
        }

        return result;
    }

    /// <summary>The union of what is left of the cut sets through the given vertices once their variable is taken out.</summary>
    private int Union(List<int> at, int[] whole, int[] union, bool[] marked, int[] users, int[] firstUser)
    {
        List<int> affected = [];
        foreach (int vertex in at)
        {
            union[vertex] = whole[_cutSets.Vertices[vertex].High];
            marked[vertex] = true;
            affected.Add(vertex);
        }

        for (int i = 0; i < affected.Count; i++)
        {
            for (int u = firstUser[affected[i]]; u < firstUser[affected[i] + 1]; u++)
            {
                if (!marked[users[u]])
                {
                    marked[users[u]] = true;
                    affected.Add(users[u]);
                }
            }
        }

        // Index order is bottom-up. The vertices of the level itself keep what they were given.
        int level = _cutSets.Vertices[at[0]].Level;
        affected.Sort();
        _visits += affected.Count;
        int result = marked[_cutSets.Root] ? Diagram.Zero : VertexStore.Failed;
        foreach (int vertex in affected)
        {
            Vertex v = _cutSets.Vertices[vertex];
            if (v.Level < level && result >= 0)
            {
                union[vertex] = Unite(v.Level, marked[v.Low] ? union[v.Low] : 0, marked[v.High] ? union[v.High] : 0);
                result = union[vertex] < 0 ? VertexStore.Failed : result;
            }
        }

        result = result < 0 ? result : union[_cutSets.Root];
        foreach (int vertex in affected)
        {
            marked[vertex] = false;
        }

        return result;
    }

    /// <summary>low or (x and high).</summary>
    private int Unite(int level, int low, int high)
    {
        int taken = _bdd.Apply(BddOperations.Or, low, high);
        return taken < 0 || low < 0 ? VertexStore.Failed : taken == low ? low : _store.Find(level, low, taken);
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
