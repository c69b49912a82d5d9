using System.Collections.Immutable;

namespace Nines.Reliability.OpenPsa;

/// <summary>Finds the top gates, and cycles among gates.</summary>
internal static class GateOrder
{
    /// <summary>Gates that no gate refers to, in file order.</summary>
    public static ImmutableArray<MefEvent> Tops(IReadOnlyList<MefEvent> gates) => [.. gates.Where(gate => !gate.IsUsed)];

    /// <summary>Reports each cycle that a depth-first walk finds, with its path.</summary>
    public static void ReportCycles(IReadOnlyList<MefEvent> gates, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
    {
        // Per gate: 0 not seen, otherwise 1 + its place on the stack, or -1 when it is done.
        int[] places = new int[gates.Count];
        var open = new List<(MefEvent Gate, int NextStep)>();
        foreach (MefEvent first in gates)
        {
            Push(first);
            while (open.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (MefEvent gate, int step) = open[^1];
                while (step < gate.Formula.Length && gate.Formula[step].Target is not { Kind: MefEventKind.Gate })
                {
                    step++;
                }

                if (step == gate.Formula.Length)
                {
                    places[gate.GateIndex] = -1;
                    open.RemoveAt(open.Count - 1);
                    continue;
                }

                open[^1] = (gate, step + 1);
                Push(gate.Formula[step].Target!);
            }
        }

        void Push(MefEvent gate)
        {
            int place = places[gate.GateIndex];
            if (place == 0)
            {
                open.Add((gate, 0));
                places[gate.GateIndex] = open.Count;
            }
            else if (place > 0)
            {
                string path = CyclePath.Format([.. open.Skip(place - 1).Select(entry => entry.Gate.FullName)]);
                diagnostics.Error(gate.Element, $"Gate '{gate.FullName}' depends on itself: {path}.");
            }
        }
    }
}

/// <summary>Formats a cycle as <c>a -> b -> a</c>; the middle of a long one is omitted.</summary>
internal static class CyclePath
{
    private const int Shown = 5;

    /// <param name="names">Along the cycle, the first one not repeated at the end.</param>
    public static string Format(IReadOnlyList<string> names)
    {
        IEnumerable<string> path = names.Count <= 2 * Shown
            ? names
            : [.. names.Take(Shown), $"({names.Count - (2 * Shown)} more)", .. names.Skip(names.Count - Shown)];
        return string.Join(" -> ", path.Append(names[0]));
    }
}
