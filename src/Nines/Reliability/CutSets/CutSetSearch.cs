using System.Collections.Immutable;

namespace Nines.Reliability.CutSets;

/// <summary>
/// Lists cut sets best first. A state is a place in a diagram, what was taken so far, and what modules still have to be
/// finished; the guide knows the exact cost of the best completion, so each state taken from the queue yields one cut set.
/// </summary>
internal sealed class CutSetSearch(Guide guide, double[] events, Effort effort)
{
    private const int MaxQueued = 20_000_000;

    // So few are listed at no cost worth counting, even when the time has run out.
    private const int AlwaysFound = 100;

    private readonly PriorityQueue<State, (Cost Cost, long Sequence)> _queue = new(CheapestFirst);
    private long _sequence;

    private static Comparer<(Cost Cost, long Sequence)> CheapestFirst { get; } = Comparer<(Cost Cost, long Sequence)>.Create(
        (a, b) => a.Cost.ComparedTo(b.Cost) is not 0 and int cost ? cost : a.Sequence.CompareTo(b.Sequence));

    private sealed record Taken(int Event, Taken? Before);

    /// <summary>A place to go on from once the current module is finished.</summary>
    private sealed record Rest(int Module, int Vertex, int Remaining, Cost Cost, Rest? Next);

    private readonly record struct State(int Module, int Vertex, int Remaining, Taken? Taken, Rest? Rest, Cost Spent);

    /// <param name="top">The last module.</param>
    /// <param name="remaining">The exact order wanted, or <see cref="Guide.Any"/> when the guide has no fixed order.</param>
    /// <param name="isExactOrder">Whether <paramref name="remaining"/> is an order.</param>
    /// <param name="count">How many cut sets at most.</param>
    public ImmutableArray<MinimalCutSet> Best(int top, int remaining, bool isExactOrder, int count)
    {
        List<MinimalCutSet> found = [];
        Push(new State(top, guide.Root(top), remaining, null, null, default));
        while (found.Count < count && _queue.TryDequeue(out State state, out _))
        {
            found.Add(Complete(state, isExactOrder));
            effort.ThrowIfCancelled();
            if ((found.Count >= AlwaysFound && effort.IsSpent()) || _queue.Count > MaxQueued)
            {
                break;
            }
        }

        return [.. found];
    }

    private void Push(State state)
    {
        Cost ahead = guide.Best(state.Module, state.Remaining, state.Vertex) + (state.Rest?.Cost ?? default);
        Cost whole = state.Spent + ahead;
        if (whole.Order < Cost.Impossible.Order)
        {
            _queue.Enqueue(state, (whole, _sequence++));
        }
    }

    /// <summary>Follows the best branch to the end and queues the branches not taken.</summary>
    private MinimalCutSet Complete(State state, bool isExactOrder)
    {
        List<State> branches = [];
        while (true)
        {
            if (state.Vertex == Diagrams.Diagram.One)
            {
                if (state.Rest is not { } rest)
                {
                    return Collect(state.Taken);
                }

                state = state with { Module = rest.Module, Vertex = rest.Vertex, Remaining = rest.Remaining, Rest = rest.Next };
                continue;
            }

            branches.Clear();
            Branch(state, isExactOrder, branches);
            int best = 0;
            for (int i = 1; i < branches.Count; i++)
            {
                best = Ahead(branches[i]).ComparedTo(Ahead(branches[best])) < 0 ? i : best;
            }

            for (int i = 0; i < branches.Count; i++)
            {
                if (i != best)
                {
                    Push(branches[i]);
                }
            }

            state = branches[best];
        }
    }

    private Cost Ahead(State state) =>
        state.Spent + guide.Best(state.Module, state.Remaining, state.Vertex) + (state.Rest?.Cost ?? default);

    private void Branch(State state, bool isExactOrder, List<State> branches)
    {
        Diagrams.Vertex v = guide.Of(state.Module).Vertices[state.Vertex];
        int variable = guide.Variable(state.Module, state.Vertex);
        branches.Add(state with { Vertex = v.Low });
        if (variable >= 0)
        {
            if (!isExactOrder || state.Remaining > 0)
            {
                branches.Add(state with
                {
                    Vertex = v.High,
                    Remaining = isExactOrder ? state.Remaining - 1 : state.Remaining,
                    Taken = new Taken(variable, state.Taken),
                    Spent = state.Spent + guide.Event(variable),
                });
            }

            return;
        }

        // A module in the cut set: finish it first, then go on above, with the events shared out between the two.
        for (int inside = 0; inside <= (isExactOrder ? state.Remaining : 0); inside++)
        {
            int after = state.Remaining - inside;
            Cost rest = guide.Best(state.Module, after, v.High) + (state.Rest?.Cost ?? default);
            if (rest.Order < Cost.Impossible.Order)
            {
                branches.Add(new State(
                    ~variable, guide.Root(~variable), inside, state.Taken, new Rest(state.Module, v.High, after, rest, state.Rest), state.Spent));
            }
        }
    }

    private MinimalCutSet Collect(Taken? taken)
    {
        List<int> members = [];
        for (Taken? t = taken; t is not null; t = t.Before)
        {
            members.Add(t.Event);
        }

        members.Sort();
        double probability = 1;
        foreach (int member in members)
        {
            probability *= events[member];
        }

        return new MinimalCutSet([.. members], probability);
    }
}
