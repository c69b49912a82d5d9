namespace Nines.Reliability.Diagrams;

/// <summary>Checks that a function is monotone: it never turns from true to false when one more event happens.</summary>
internal static class Monotonicity
{
    private const int MaxPairs = 4_000_000;

    /// <summary>Checks low implies high at every vertex. Gives up, and answers false, on diagrams too large to check.</summary>
    public static bool Holds(Diagram diagram)
    {
        HashSet<(int, int)> seen = [];
        Stack<(int A, int B)> pending = new();
        for (int i = 2; i < diagram.Vertices.Length; i++)
        {
            pending.Push((diagram.Vertices[i].Low, diagram.Vertices[i].High));
        }

        while (pending.TryPop(out (int A, int B) pair))
        {
            (int a, int b) = pair;
            if (a == b || a == Diagram.Zero || b == Diagram.One)
            {
                continue;
            }

            if (a == Diagram.One || b == Diagram.Zero || seen.Count >= MaxPairs)
            {
                return false;
            }

            if (!seen.Add(pair))
            {
                continue;
            }

            Vertex va = diagram.Vertices[a];
            Vertex vb = diagram.Vertices[b];
            int level = Math.Min(va.Level, vb.Level);
            pending.Push((va.Level == level ? va.Low : a, vb.Level == level ? vb.Low : b));
            pending.Push((va.Level == level ? va.High : a, vb.Level == level ? vb.High : b));
        }

        return true;
    }
}
