namespace Nines.Tests.Oracle;

/// <summary>
/// Exact distribution of the downtime of a month of a small Markov chain that starts in its steady state, by uniformization: of n + 1 intervals between
/// n events of a Poisson process, k are down, and the sum of k of n + 1 intervals is a beta variable.
/// </summary>
internal sealed class OccupationTime
{
    private readonly List<(int Events, double Probability, double[] Down)> _terms = [];

    /// <param name="rates">Rate an hour from each state to each other one.</param>
    /// <param name="steadyState">Probability of each state.</param>
    /// <param name="isDown">Whether each state is down.</param>
    /// <param name="hours">Length of a month.</param>
    public OccupationTime(double[,] rates, double[] steadyState, bool[] isDown, double hours)
    {
        int states = steadyState.Length;
        double[] leaving = [.. Enumerable.Range(0, states).Select(from => Enumerable.Range(0, states).Where(to => to != from).Sum(to => rates[from, to]))];
        double pace = leaving.Max(), mean = pace * hours;
        (int From, int To, double Share)[] moves =
        [
            .. Enumerable.Range(0, states).SelectMany(from => Enumerable.Range(0, states).Select(to => (from, to, from == to ? 1 - (leaving[from] / pace) : rates[from, to] / pace)))
                .Where(move => move.Item3 > 0),
        ];
        int most = (int)(mean + (8 * Math.Sqrt(mean)) + 20);
        double[,] now = new double[states, most + 2], next = new double[states, most + 2];
        for (int state = 0; state < states; state++)
        {
            now[state, isDown[state] ? 1 : 0] = steadyState[state];
        }

        double logWeight = -mean;
        for (int events = 0; events <= most; events++)
        {
            if (logWeight > -40)
            {
                _terms.Add((events, Math.Exp(logWeight), [.. Enumerable.Range(0, events + 2).Select(down => Enumerable.Range(0, states).Sum(state => now[state, down]))]));
            }

            Array.Clear(next);
            foreach ((int from, int to, double share) in moves)
            {
                int more = isDown[to] ? 1 : 0;
                for (int down = 0; down <= events + 1 && down + more < most + 2; down++)
                {
                    next[to, down + more] += now[from, down] * share;
                }
            }

            (now, next) = (next, now);
            logWeight += Math.Log(mean / (events + 1));
        }
    }

    /// <summary>P(at most a share of the month is down); the share is below 1.</summary>
    public double AtMost(double share) => _terms.Sum(term => term.Probability * AtMost(share, term.Events, term.Down));

    /// <summary>The smallest share of the month that is not exceeded with a probability.</summary>
    public double Quantile(double probability)
    {
        double low = 0, high = 1;
        if (AtMost(0) >= probability)
        {
            return 0;
        }

        for (int i = 0; i < 40; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = AtMost(middle) >= probability ? (low, middle) : (middle, high);
        }

        return high;
    }

    // P(Beta(k, n + 1 - k) <= x) = P(Binomial(n, x) >= k).
    private static double AtMost(double share, int events, double[] down)
    {
        double atLeast = 1, sum = down[0], log = events * Math.Log(1 - share);
        for (int k = 1; k <= events && atLeast > 1e-13; k++)
        {
            atLeast -= Math.Exp(log);
            sum += down[k] * atLeast;
            log += Math.Log((events - k + 1) * share / (k * (1 - share)));
        }

        return sum;
    }
}
