namespace Nines.Reliability.CutSets;

/// <summary>
/// How many sets there are of each order, as a polynomial with saturating 128-bit coefficients: a coefficient at the maximum
/// means that the count passed 128 bits. The empty polynomial counts no sets at all.
/// </summary>
internal readonly record struct OrderCounts(int LowestOrder, UInt128[] Counts)
{
    public static readonly OrderCounts None = new(0, []);
    public static readonly OrderCounts EmptySet = new(0, [1]);
    public static readonly OrderCounts SingleEvent = new(1, [1]);

    public UInt128 Total
    {
        get
        {
            UInt128 sum = 0;
            foreach (UInt128 count in Counts)
            {
                sum = Add(sum, count);
            }

            return sum;
        }
    }

    public static OrderCounts operator +(OrderCounts a, OrderCounts b)
    {
        if (a.Counts.Length == 0 || b.Counts.Length == 0)
        {
            return a.Counts.Length == 0 ? b : a;
        }

        int low = Math.Min(a.LowestOrder, b.LowestOrder);
        int high = Math.Max(a.LowestOrder + a.Counts.Length, b.LowestOrder + b.Counts.Length);
        UInt128[] sum = new UInt128[high - low];
        a.Counts.CopyTo(sum, a.LowestOrder - low);
        for (int i = 0; i < b.Counts.Length; i++)
        {
            ref UInt128 cell = ref sum[b.LowestOrder - low + i];
            cell = Add(cell, b.Counts[i]);
        }

        return new OrderCounts(low, sum);
    }

    public static OrderCounts operator *(OrderCounts a, OrderCounts b)
    {
        if (a.Counts.Length == 0 || b.Counts.Length == 0)
        {
            return None;
        }

        if (b.Counts.Length == 1 && b.Counts[0] == UInt128.One)
        {
            return a with { LowestOrder = a.LowestOrder + b.LowestOrder };
        }

        UInt128[] product = new UInt128[a.Counts.Length + b.Counts.Length - 1];
        for (int i = 0; i < a.Counts.Length; i++)
        {
            if (a.Counts[i] == 0)
            {
                continue;
            }

            for (int j = 0; j < b.Counts.Length; j++)
            {
                product[i + j] = Add(product[i + j], Multiply(a.Counts[i], b.Counts[j]));
            }
        }

        return new OrderCounts(a.LowestOrder + b.LowestOrder, product);
    }

    private static UInt128 Add(UInt128 a, UInt128 b)
    {
        UInt128 sum = a + b;
        return sum < a ? UInt128.MaxValue : sum;
    }

    private static UInt128 Multiply(UInt128 a, UInt128 b)
    {
        if (a <= ulong.MaxValue && b <= ulong.MaxValue)
        {
            ulong high = Math.BigMul((ulong)a, (ulong)b, out ulong low);
            return new UInt128(high, low);
        }

        return a == 0 || b == 0 ? 0 : a > UInt128.MaxValue / b ? UInt128.MaxValue : a * b;
    }
}
