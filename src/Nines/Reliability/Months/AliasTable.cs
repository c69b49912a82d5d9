namespace Nines.Reliability.Months;

/// <summary>Draws an index with probability in proportion to its weight, in constant time (Walker's alias method, built as Vose does).</summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <param name="weights">Each 0 or more and finite.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        foreach (double weight in weights)
        {
            Total += weight;
        }

        int n = weights.Length;
        _keep = new double[n];
        _alias = new int[n];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < n; i++)
        {
            _keep[i] = Total > 0 ? weights[i] / Total * n : 1;
            _alias[i] = i;
            (_keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop();
            int more = large.Pop();
            _alias[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }

        // Columns left over by rounding keep their own index.
        foreach (int i in small.Concat(large))
        {
            _keep[i] = 1;
        }
    }

    /// <summary>The sum of the weights.</summary>
    public double Total { get; }

    public int Next(Xoshiro256 random)
    {
        double place = (1 - random.Unit()) * _keep.Length;
        int column = (int)place;
        return place - column < _keep[column] ? column : _alias[column];
    }
}
