using System.Numerics;

namespace Nines.Benchmarks.Guard.Measuring;

/// <summary>
/// Counts of latencies in logarithmic buckets of constant relative width (1/128, so a quantile is at most 0.8 % too high), in the
/// manner of the HDR histogram. Takes 35 KiB whatever it counts. Not safe for several writers: each caller owns one, and they are merged.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubCount = 1 << SubBits;

    // 2^40 ns is 18 minutes; what is longer counts as that, and Max stays exact.
    private const int TopBit = 40;
    private readonly long[] buckets = new long[(TopBit - SubBits + 2) * SubCount];

    public long Count { get; private set; }

    /// <summary>The longest latency, exact.</summary>
    public TimeSpan Max { get; private set; }

    public void Add(TimeSpan latency)
    {
        TimeSpan counted = latency < TimeSpan.Zero ? TimeSpan.Zero : latency;
        buckets[Index(Nanoseconds(counted))]++;
        Count++;
        if (counted > Max)
        {
            Max = counted;
        }
    }

    public void Merge(LatencyHistogram other)
    {
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] += other.buckets[i];
        }

        Count += other.Count;
        Max = other.Max > Max ? other.Max : Max;
    }

    /// <summary>The smallest bucket bound that at least this share of the latencies does not exceed; zero when nothing was counted.</summary>
    /// <param name="share">From 0 to 1, for example 0.99.</param>
    public TimeSpan Quantile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int i = 0; i < buckets.Length && Count > 0; i++)
        {
            seen += buckets[i];
            if (seen >= rank)
            {
                TimeSpan bound = TimeSpan.FromMicroseconds(UpperBound(i) / 1000.0);
                return bound < Max ? bound : Max;
            }
        }

        return Max;
    }

    private static long Nanoseconds(TimeSpan latency) => Math.Min(latency.Ticks, (1L << TopBit) / 100) * 100;

    private static int Index(long nanoseconds)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)nanoseconds | 1) - SubBits);
        return (shift * SubCount) + (int)(nanoseconds >> shift);
    }

    private static long UpperBound(int index)
    {
        int shift = Math.Max(0, (index / SubCount) - 1);
        return (((long)index - (shift * SubCount) + 1) << shift) - 1;
    }
}
