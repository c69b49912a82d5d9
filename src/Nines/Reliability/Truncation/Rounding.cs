using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Truncation;

/// <summary>
/// Makes a BDD smaller with an error of known sign: the vertices of least weight are replaced by zero (a smaller
/// function) or by one (a larger function). The weight is the probability that the replacement matters, seen from this root.
/// </summary>
internal sealed class Rounding(VertexStore store, double[] pAtLevel)
{
    private double[] _happens = new double[1024];
    private double[] _reach = new double[1024];
    private int _known;

    /// <summary>To be called when the store has been emptied or collected.</summary>
    public void Forget() => _known = 0;

    /// <summary>Number of vertices that a root reaches.</summary>
    public int SizeOf(int root) => Reached(root).Count;

    /// <param name="root">Root of the diagram to round.</param>
    /// <param name="keep">Approximate maximum number of vertices to keep.</param>
    /// <param name="up">True for a larger function, false for a smaller one.</param>
    public int Round(int root, int keep, bool up)
    {
        List<int> reached = Reached(root);
        if (reached.Count <= keep)
        {
            return root;
        }

        Evaluate();
        foreach (int i in reached)
        {
            _reach[i] = 0;
        }

        _reach[root] = 1;
        for (int i = reached.Count - 1; i >= 0; i--)
        {
            Vertex v = store[reached[i]];
            double mass = _reach[reached[i]];
            _reach[v.High] += mass * pAtLevel[v.Level];
            _reach[v.Low] += mass * (1 - pAtLevel[v.Level]);
        }

        double[] weights = new double[reached.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            double p = _happens[reached[i]];
            weights[i] = _reach[reached[i]] * (up ? 1 - p : p);
        }

        double[] sorted = [.. weights];
        Array.Sort(sorted);
        double threshold = sorted[^keep];
        Dictionary<int, int> replaced = new() { [0] = 0, [1] = 1 };
        for (int i = 0; i < weights.Length; i++)
        {
            Vertex v = store[reached[i]];
            int vertex;
            if (weights[i] < threshold || (weights[i] == threshold && threshold == 0))
            {
                vertex = up ? Diagram.One : Diagram.Zero;
            }
            else
            {
                (int low, int high) = (replaced[v.Low], replaced[v.High]);
                vertex = low == high ? low : store.Find(v.Level, low, high);
                if (vertex < 0)
                {
                    return VertexStore.Failed;
                }
            }

            replaced.Add(reached[i], vertex);
        }

        return replaced[root];
    }

    /// <summary>The vertices that a root reaches, successors first.</summary>
    private List<int> Reached(int root)
    {
        List<int> reached = [];
        if (root < 2)
        {
            return reached;
        }

        HashSet<int> seen = [root];
        Stack<int> pending = new();
        pending.Push(root);
        while (pending.TryPop(out int vertex))
        {
            reached.Add(vertex);
            Vertex v = store[vertex];
            if (v.Low >= 2 && seen.Add(v.Low))
            {
                pending.Push(v.Low);
            }

            if (v.High >= 2 && seen.Add(v.High))
            {
                pending.Push(v.High);
            }
        }

        reached.Sort();
        return reached;
    }

    private void Evaluate()
    {
        if (_happens.Length < store.Count)
        {
            Array.Resize(ref _happens, store.Count * 2);
            Array.Resize(ref _reach, store.Count * 2);
        }

        (_happens[0], _happens[1]) = (0, 1);
        for (int i = Math.Max(2, _known); i < store.Count; i++)
        {
            Vertex v = store[i];
            double p = pAtLevel[v.Level];
            _happens[i] = (p * _happens[v.High]) + ((1 - p) * _happens[v.Low]);
        }

        _known = store.Count;
    }
}
