using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>
/// Minimal cut sets of a BDD as a zero-suppressed diagram (Rauzy 1993):
/// MCS(x f1 + x' f0) = K0 united with x (MCS(f1) without the supersets of K0), K0 = MCS(f0).
/// For a function that is not coherent, these are the minimal sets of happened events, all others not happened, that make it true.
/// </summary>
internal sealed class MinimalSolutions(VertexStore store, StepLimit steps)
{
    private const int Without = 1;

    private Frame[] _frames = new Frame[64];

    private record struct Frame(int A, int B, int Stage, int Low);

    /// <summary>The zero-suppressed diagram over the same levels, or null when it does not fit.</summary>
    /// <param name="bdd">The function.</param>
    /// <param name="isCoherent">True when the function is known to be monotone, which allows the faster filter.</param>
    /// <param name="limit">The most vertices there may be.</param>
    /// <param name="steps">The most steps there may be.</param>
    public static Diagram? Find(Diagram bdd, bool isCoherent, int limit, StepLimit steps)
    {
        VertexStore store = new();
        store.Reset(bdd.Levels, limit);
        MinimalSolutions operations = new(store, steps);
        FailingSets filter = new(store, bdd, steps);
        int[] solutions = new int[bdd.Vertices.Length];
        solutions[Diagram.One] = Diagram.One;
        for (int i = 2; i < solutions.Length; i++)
        {
            Vertex v = bdd.Vertices[i];
            int low = solutions[v.Low];
            int high = isCoherent ? filter.Of(solutions[v.High], v.Low) : operations.Remove(solutions[v.High], low);
            solutions[i] = high < 0 ? high : operations.Make(v.Level, low, high);
            if (solutions[i] < 0)
            {
                return null;
            }
        }

        return store.Extract(solutions[bdd.Root], bdd.VariableAt);
    }

    private int Make(int level, int low, int high) => high == Diagram.Zero ? low : store.Find(level, low, high);

    /// <summary>The sets of a that contain no set of b.</summary>
    private int Remove(int a, int b)
    {
        int depth = 0;
        while (true)
        {
            int result = Terminal(a, b);
            if (result < 0)
            {
                if (!store.TryRecall(Without, a, b, out result))
                {
                    if (steps.IsReached())
                    {
                        return VertexStore.Failed;
                    }

                    if (store[b].Level < store[a].Level)
                    {
                        // No set of a holds this variable: sets of b that do cannot be inside one.
                        b = store[b].Low;
                        continue;
                    }

                    if (depth == _frames.Length)
                    {
                        Array.Resize(ref _frames, depth * 2);
                    }

                    _frames[depth++] = new Frame(a, b, 0, -1);
                    (a, b) = (store[a].Low, store[a].Level == store[b].Level ? store[b].Low : b);
                    continue;
                }
            }

            while (true)
            {
                if (depth == 0)
                {
                    return result;
                }

                ref Frame frame = ref _frames[depth - 1];
                Vertex top = store[frame.A];
                Vertex other = store[frame.B];
                bool same = top.Level == other.Level;
                if (frame.Stage == 0)
                {
                    frame.Low = result;
                    frame.Stage = same ? 1 : 2;
                    (a, b) = (top.High, same ? other.High : frame.B);
                    break;
                }

                if (frame.Stage == 1)
                {
                    frame.Stage = 2;
                    (a, b) = (result, other.Low);
                    break;
                }

                result = Make(top.Level, frame.Low, result);
                if (result < 0)
                {
                    return VertexStore.Failed;
                }

                store.Remember(Without, frame.A, frame.B, result);
                depth--;
            }
        }
    }

    private static int Terminal(int a, int b) =>
        a == Diagram.Zero || b == Diagram.One || a == b ? Diagram.Zero
        : b == Diagram.Zero || a == Diagram.One ? a
        : -1;
}

/// <summary>
/// The sets of a zero-suppressed diagram that do not make a function true. A set contains a cut set of a monotone function
/// exactly when it makes the function true, so this removes supersets without comparing sets with sets.
/// </summary>
internal sealed class FailingSets(VertexStore store, Diagram function, StepLimit steps)
{
    private const int Filter = 2;

    private Frame[] _frames = new Frame[64];

    private record struct Frame(int Sets, int Function, int High, int HighFunction, int Low);

    /// <param name="sets">A vertex of the store.</param>
    /// <param name="f">A vertex of the function's diagram.</param>
    /// <returns><see cref="VertexStore.Failed"/> when the limits are reached.</returns>
    public int Of(int sets, int f)
    {
        int depth = 0;
        while (true)
        {
            // Variables that no set here holds have not happened.
            while (f >= 2 && function.Vertices[f].Level < store[sets].Level)
            {
                f = function.Vertices[f].Low;
            }

            int result = f == Diagram.One ? Diagram.Zero : f == Diagram.Zero || sets < 2 ? sets : -1;
            if (result < 0 && !store.TryRecall(Filter, sets, f, out result))
            {
                if (steps.IsReached())
                {
                    return VertexStore.Failed;
                }

                Vertex s = store[sets];
                Vertex v = function.Vertices[f];
                bool same = v.Level == s.Level;
                if (depth == _frames.Length)
                {
                    Array.Resize(ref _frames, depth * 2);
                }

                _frames[depth++] = new Frame(sets, f, s.High, same ? v.High : f, -1);
                (sets, f) = (s.Low, same ? v.Low : f);
                continue;
            }

            while (true)
            {
                if (depth == 0)
                {
                    return result;
                }

                ref Frame frame = ref _frames[depth - 1];
                if (frame.Low < 0)
                {
                    frame.Low = result;
                    (sets, f) = (frame.High, frame.HighFunction);
                    break;
                }

                result = result == Diagram.Zero ? frame.Low : store.Find(store[frame.Sets].Level, frame.Low, result);
                if (result < 0)
                {
                    return VertexStore.Failed;
                }

                store.Remember(Filter, frame.Sets, frame.Function, result);
                depth--;
            }
        }
    }
}
