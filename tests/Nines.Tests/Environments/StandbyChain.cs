using Nines.Tests.Reliability.Redundancy;

namespace Nines.Tests.Environments;

/// <summary>
/// A requirement over components with standbys, to any depth, as a Markov chain: each component is up or down, and each standby is idle, switching over or
/// in use. Shares nothing with the model of nines: a switchover is followed in time here, where nines has a probability.
/// </summary>
internal sealed class StandbyChain
{
    private readonly List<(double MeanUpHours, double MeanDownHours)> _components = [];
    private readonly List<(Part Active, Part Standby, double Hours)> _standbys = [];

    /// <summary>Part of a requirement: its number in the state, and whether it is up in a state.</summary>
    public sealed record Part(Func<int[], bool> IsUp);

    public Part Component(double unavailability, double meanDownHours)
    {
        int index = _components.Count;
        _components.Add((meanDownHours * (1 - unavailability) / unavailability, meanDownHours));
        return new Part(state => state[index] == 0);
    }

    public static Part All(params Part[] parts) => new(state => parts.All(part => part.IsUp(state)));

    public static Part Any(params Part[] parts) => new(state => parts.Any(part => part.IsUp(state)));

    /// <summary>Components first, then standbys, inner ones before the ones around them: all components must be there already.</summary>
    public Part Standby(Part active, Part standby, double hours)
    {
        int index = _standbys.Count;
        _standbys.Add((active, standby, hours));
        return new Part(state => active.IsUp(state) || (state[_components.Count + index] == 2 && standby.IsUp(state)));
    }

    /// <summary>Unavailability, and failures an hour.</summary>
    public (double Unavailability, double FailuresPerHour) Solve(Part top)
    {
        int[] start = new int[_components.Count + _standbys.Count];
        var numbers = new Dictionary<string, int> { [Key(start)] = 0 };
        var states = new List<int[]> { start };
        var moves = new List<(int From, int To, double Rate)>();
        for (int from = 0; from < states.Count; from++)
        {
            foreach ((int[] to, double rate) in Moves(states[from]))
            {
                if (!numbers.TryGetValue(Key(to), out int number))
                {
                    number = states.Count;
                    numbers.Add(Key(to), number);
                    states.Add(to);
                }

                moves.Add((from, number, rate));
            }
        }

        var chain = new MarkovChain(states.Count);
        moves.ForEach(move => chain.Add(move.From, move.To, move.Rate));
        double[] share = chain.SteadyState();
        bool[] isUp = [.. states.Select(top.IsUp)];
        return (
            Enumerable.Range(0, states.Count).Where(state => !isUp[state]).Sum(state => share[state]),
            moves.Where(move => isUp[move.From] && !isUp[move.To]).Sum(move => share[move.From] * move.Rate));
    }

    private IEnumerable<(int[] To, double Rate)> Moves(int[] state)
    {
        for (int i = 0; i < _components.Count; i++)
        {
            yield return (With(state, i, 1 - state[i]), 1 / (state[i] == 0 ? _components[i].MeanUpHours : _components[i].MeanDownHours));
        }

        for (int i = 0; i < _standbys.Count; i++)
        {
            if (state[_components.Count + i] == 1)
            {
                yield return (With(state, _components.Count + i, 2), 1 / _standbys[i].Hours);
            }
        }
    }

    /// <summary>A state after one change, and after the standbys have seen it: one whose active part is up is idle, else it begins to switch over.</summary>
    private int[] With(int[] state, int index, int value)
    {
        int[] next = [.. state];
        next[index] = value;
        for (int i = 0; i < _standbys.Count; i++)
        {
            int own = _components.Count + i;
            next[own] = _standbys[i].Active.IsUp(next) ? 0 : Math.Max(1, next[own]);
        }

        return next;
    }

    private static string Key(int[] state) => string.Concat(state);
}
