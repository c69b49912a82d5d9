using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Truncation;

/// <summary>
/// Makes a BDD smaller with an error of known sign: the vertices of least weight are replaced by zero (a smaller
/// function) or by one (a larger function). The weight is the probability that the replacement matters, seen from this root.
/// </summary>
internal sealed class Rounding(VertexStore store, double[] pAtLevel, Effort effort)
{
    private const int WalkedPerStep = 8;

    private double[] _happens = new double[1024];
    private double[] _reach = new double[1024];
    private int[] _seen = new int[1024]; // the last walk that reached each vertex
    private int[] _replaced = new int[1024];
    private readonly List<int> _reached = [];
    private int _walk;
    private int _known;

    /// <summary>To be called when the store has been emptied or collected.</summary>
    public void Forget() => _known = 0;

    /// <summary>True when a root reaches more than so many vertices.</summary>
    public bool IsLarger(int root, int size)
    {
        Walk(root, size);
        effort.Spend(_reached.Count / WalkedPerStep);
        return _reached.Count > size;
    }

    /// <param name="root">Root of the diagram to round.</param>
    /// <param name="keep">Approximate maximum number of vertices to keep.</param>
    /// <param name="up">True for a larger function, false for a smaller one.</param>
    public int Round(int root, int keep, bool up)
    {
        Walk(root, int.MaxValue);
        effort.Spend(_reached.Count);
        List<int> reached = _reached;
        if (reached.Count <= keep)
        {
            return root;
        }

        reached.Sort();

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
        if (_replaced.Length < store.Count)
        {
            Array.Resize(ref _replaced, store.Count * 2);
        }

        (_replaced[0], _replaced[1]) = (0, 1);
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
                (int low, int high) = (_replaced[v.Low], _replaced[v.High]);
                vertex = low == high ? low : store.Find(v.Level, low, high);
                if (vertex < 0)
                {
                    return VertexStore.Failed;
                }
            }

            _replaced[reached[i]] = vertex;
        }

        return _replaced[root];
    }

    /// <summary>Finds the vertices that a root reaches, and stops once there are more than so many.</summary>
    private void Walk(int root, int most)
    {
        _reached.Clear();
        if (_seen.Length < store.Count)
        {
            Array.Resize(ref _seen, store.Count * 2);
        }

        _walk++;
        Reach(root);
        for (int i = 0; i < _reached.Count && _reached.Count <= most; i++)
        {
            Vertex v = store[_reached[i]];
            Reach(v.Low);
            Reach(v.High);
        }
    }

    private void Reach(int vertex)
    {
        if (vertex >= 2 && _seen[vertex] != _walk)
        {
            _seen[vertex] = _walk;
            _reached.Add(vertex);
        }
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
