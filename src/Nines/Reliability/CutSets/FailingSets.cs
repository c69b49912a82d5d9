using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>
/// The sets of a zero-suppressed diagram that do not bring a function about. A set holds a cut set of a monotone function
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
