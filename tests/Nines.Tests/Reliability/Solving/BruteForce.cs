using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

/// <summary>Deliberately plain: goes through every state of every event. What the engine is held against.</summary>
internal sealed class BruteForce
{
    private readonly StructureFunction _function;
    private readonly bool[] _down;
    private readonly bool[] _isMinimal;

    public BruteForce(StructureFunction function)
    {
        _function = function;
        int events = function.Events.Length;
        _down = new bool[1 << events];
        bool[] state = new bool[events];
        bool[] scratch = new bool[function.NodeCount];
        for (int s = 0; s < _down.Length; s++)
        {
            for (int i = 0; i < events; i++)
            {
                state[i] = ((s >> i) & 1) == 1;
            }

            _down[s] = function.Evaluate(state, scratch);
        }

        IsCoherent = true;
        bool[] below = new bool[_down.Length];
        _isMinimal = new bool[_down.Length];
        for (int s = 0; s < _down.Length; s++)
        {
            for (int i = 0; i < events; i++)
            {
                int without = s & ~(1 << i);
                if (without != s)
                {
                    below[s] |= below[without] || _down[without];
                    IsCoherent &= _down[s] || !_down[without];
                }
            }

            _isMinimal[s] = _down[s] && !below[s];
        }
    }

    public bool IsCoherent { get; }

    public IEnumerable<int[]> MinimalCutSets => Enumerable.Range(0, _down.Length).Where(s => _isMinimal[s])
        .Select(s => Enumerable.Range(0, _function.Events.Length).Where(i => ((s >> i) & 1) == 1).ToArray());

    /// <summary>P(top), or given that an event has happened or not.</summary>
    public double Probability(int given = -1, bool happened = false) => Sum(given, happened, s => _down[s]);

    /// <summary>Birnbaum importance from the states in which the event decides, so that nothing cancels when coherent.</summary>
    public double Birnbaum(int e) =>
        Sum(e, true, s => _down[s] && !_down[s & ~(1 << e)]) - Sum(e, true, s => !_down[s] && _down[s & ~(1 << e)]);

    /// <summary>P(union of the minimal cut sets that hold an event).</summary>
    public double UnionOfCutSetsWith(int e)
    {
        int[] sets = [.. Enumerable.Range(0, _down.Length).Where(s => _isMinimal[s] && ((s >> e) & 1) == 1)];
        return Sum(-1, false, s => Array.Exists(sets, set => (s & set) == set));
    }

    private double Sum(int given, bool happened, Func<int, bool> counts)
    {
        double sum = 0;
        for (int s = 0; s < _down.Length; s++)
        {
            if (!counts(s) || (given >= 0 && (((s >> given) & 1) == 1) != happened))
            {
                continue;
            }

            double probability = 1;
            for (int i = 0; i < _function.Events.Length; i++)
            {
                double p = _function.Events[i].Unavailability;
                probability *= i == given ? 1 : ((s >> i) & 1) == 1 ? p : 1 - p;
            }

            sum += probability;
        }

        return sum;
    }
}
