namespace Nines.Reliability.Importance;

/// <summary>Adds a value to a range, reads a point. Positive values are only ever added up, so nothing cancels.</summary>
internal sealed class RangeSums(int length)
{
    private readonly double[] _tree = new double[2 * length];

    /// <summary>Adds to every place from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public void Add(int from, int to, double value)
    {
        int left = from + length;
        int right = to + length;
        for (; left < right; left >>= 1, right >>= 1)
        {
            if ((left & 1) == 1)
            {
                _tree[left++] += value;
            }

            if ((right & 1) == 1)
            {
                _tree[--right] += value;
            }
        }
    }

    public double At(int place)
    {
        double sum = 0;
        for (int i = place + length; i > 0; i >>= 1)
        {
            sum += _tree[i];
        }

        return sum;
    }
}
