using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>
/// The most probable minimal cut sets of a monotone BDD, directly from the BDD, for when there are too many to build. Best
/// first: the cheapest path from every vertex to one is known exactly. Along each path runs, for every variable taken, the
/// path without it: where the two meet, the variable is redundant, and no set below is minimal.
/// </summary>
internal sealed class ProbablePaths
{
    private const int MaxFound = 1000;
    private const int MaxWork = 5_000_000;

    // The same sum in another order differs in the last digits.
    private const double Tolerance = 1e-12;

    private readonly Diagram _bdd;
    private readonly double[] _rarity;
    private readonly double[] _ahead;
    private readonly PriorityQueue<State, (double Cost, int Sequence)> _queue = new();
    private int _sequence;
    private int _work;

    private ProbablePaths(Diagram bdd, double[] rarity)
    {
        (_bdd, _rarity) = (bdd, rarity);
        _ahead = new double[bdd.Vertices.Length];
        _ahead[Diagram.Zero] = double.PositiveInfinity;
        for (int i = 2; i < _ahead.Length; i++)
        {
            Vertex v = bdd.Vertices[i];
            _ahead[i] = Math.Min(_ahead[v.Low], rarity[bdd.VariableAt[v.Level]] + _ahead[v.High]);
        }
    }

    private sealed record Taken(int Variable, Taken? Before);

    private readonly record struct State(int Vertex, Taken? Taken, int[] Without, double Spent);

    /// <param name="bdd">A monotone function.</param>
    /// <param name="rarity">-ln of the probability of each variable; infinite for one that cannot happen.</param>
    /// <param name="effort">Counts the work, which is bounded; only a cancellation stops it.</param>
    /// <returns>Each set as ascending variables.</returns>
    public static List<int[]> Find(Diagram bdd, double[] rarity, Effort effort) => new ProbablePaths(bdd, rarity).Find(effort);

    private List<int[]> Find(Effort effort)
    {
        List<int[]> found = [];
        Push(new State(_bdd.Root, null, [], 0));
        while (found.Count < MaxFound && _work < MaxWork && _queue.TryDequeue(out State state, out (double Cost, int Sequence) key))
        {
            int before = _work;
            int[]? set = Complete(state, key.Cost);
            effort.Spend(_work - before);
            if (set is not null)
            {
                found.Add(set);
            }
        }

        return found;
    }

    private void Push(State? next)
    {
        if (next is { } state && !double.IsPositiveInfinity(state.Spent + _ahead[state.Vertex]))
        {
            _queue.Enqueue(state, (state.Spent + _ahead[state.Vertex], _sequence++));
        }
    }

    /// <summary>Follows the cheaper branch to the end and queues the other; null when its cost turns out to be higher than estimated.</summary>
    private int[]? Complete(State state, double cost)
    {
        while (state.Vertex != Diagram.One)
        {
            Vertex v = _bdd.Vertices[state.Vertex];
            int variable = _bdd.VariableAt[v.Level];
            _work += 1 + state.Without.Length;
            State? low = Step(state, v.Level, v.Low, high: false);
            State? high = Step(
                state with { Taken = new Taken(variable, state.Taken), Spent = state.Spent + _rarity[variable] }, v.Level, v.High, high: true);
            double costLow = low is null ? double.PositiveInfinity : low.Value.Spent + _ahead[v.Low];
            double costHigh = high is null ? double.PositiveInfinity : high.Value.Spent + _ahead[v.High];
            if (Math.Min(costLow, costHigh) > cost * (1 + Tolerance))
            {
                // The cheaper branch held nothing minimal: others may be cheaper than what is left.
                Push(low);
                Push(high);
                return null;
            }

            (State next, State? other) = costLow <= costHigh ? (low!.Value, high) : (high!.Value, low);
            Push(other);
            state = next;
        }

        List<int> variables = [];
        for (Taken? taken = state.Taken; taken is not null; taken = taken.Before)
        {
            variables.Add(taken.Variable);
        }

        variables.Sort();
        return [.. variables];
    }

    private State? Step(State state, int level, int to, bool high)
    {
        int[] without = new int[state.Without.Length + (high ? 1 : 0)];
        for (int i = 0; i < state.Without.Length; i++)
        {
            Vertex w = _bdd.Vertices[state.Without[i]];
            without[i] = w.Level != level ? state.Without[i] : high ? w.High : w.Low;
        }

        if (high)
        {
            without[^1] = _bdd.Vertices[state.Vertex].Low;
        }

        for (int i = 0; i < without.Length; i++)
        {
            without[i] = DownTo(without[i], _bdd.Vertices[to].Level);
            if (without[i] == to)
            {
                return null;
            }
        }

        return state with { Vertex = to, Without = without };
    }

    /// <summary>Variables that the path skips have not happened.</summary>
    private int DownTo(int vertex, int level)
    {
        while (_bdd.Vertices[vertex].Level < level)
        {
            vertex = _bdd.Vertices[vertex].Low;
        }

        return vertex;
    }
}
