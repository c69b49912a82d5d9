using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>A zero-suppressed diagram of sets that are listed one by one.</summary>
internal static class SetsDiagram
{
    /// <param name="sets">Sets of variables, none inside another; repeats are dropped.</param>
    /// <param name="variables">How many variables there are; they are decided in their own order.</param>
    public static Diagram Create(IEnumerable<int[]> sets, int variables)
    {
        // From the last set to the first in dictionary order, so that each branch is finished before the one above it.
        List<int[]> sorted = [.. sets];
        sorted.Sort((a, b) => b.AsSpan().SequenceCompareTo(a));
        VertexStore store = new();
        store.Reset(variables, int.MaxValue);
        List<int> prefix = [];
        List<int> made = [Diagram.Zero];
        foreach (int[] set in sorted)
        {
            int common = 0;
            while (common < Math.Min(prefix.Count, set.Length) && prefix[common] == set[common])
            {
                common++;
            }

            Close(common);
            foreach (int variable in set.AsSpan(common))
            {
                prefix.Add(variable);
                made.Add(Diagram.Zero);
            }

            made[^1] = Diagram.One;
        }

        Close(0);
        return store.Extract(made[0], [.. Enumerable.Range(0, variables)]);

        void Close(int depth)
        {
            while (prefix.Count > depth)
            {
                int high = made[^1];
                made.RemoveAt(made.Count - 1);
                made[^1] = store.Find(prefix[^1], made[^1], high);
                prefix.RemoveAt(prefix.Count - 1);
            }
        }
    }
}
