namespace Nines.Tests.Reliability.Redundancy;

/// <summary>A small continuous-time Markov chain, solved by elimination without subtractions (Grassmann, Taksar, Heyman).</summary>
internal sealed class MarkovChain(int states)
{
    private readonly double[,] _rates = new double[states, states];

    public void Add(int from, int to, double rate) => _rates[from, to] += rate;

    public double[] SteadyState()
    {
        double[,] q = (double[,])_rates.Clone();
        for (int n = states - 1; n > 0; n--)
        {
            double leaving = Enumerable.Range(0, n).Sum(j => q[n, j]);
            for (int i = 0; i < n; i++)
            {
                q[i, n] /= leaving;
                for (int j = 0; j < n; j++)
                {
                    q[i, j] += i == j ? 0 : q[i, n] * q[n, j];
                }
            }
        }

        double[] share = new double[states];
        share[0] = 1;
        for (int n = 1; n < states; n++)
        {
            share[n] = Enumerable.Range(0, n).Sum(i => share[i] * q[i, n]);
        }

        double sum = share.Sum();
        return [.. share.Select(s => s / sum)];
    }
}
