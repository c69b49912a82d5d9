using System.Numerics;

namespace Nines.Reliability.Months;

/// <summary>
/// The generator xoshiro256** 1.0 of Blackman and Vigna: period 2^256 - 1, four words of state. The same seed gives the same
/// numbers for ever, which <see cref="System.Random"/> does not promise. <see cref="Split"/> hands out stretches of 2^128
/// numbers that never overlap, one for each batch of work. Not for secrets.
/// </summary>
internal sealed class Xoshiro256
{
    private static readonly ulong[] Jump = [0x180EC6D33CFD0ABA, 0xD5A61266F0C9392C, 0xA9582618E03FC9AA, 0x39ABDC4529B1661C];

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>Spreads a seed over the state with SplitMix64, as the authors advise; no seed gives the forbidden state of zeros.</summary>
    public static Xoshiro256 FromSeed(ulong seed) => new(Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));

    /// <summary>The four words of state.</summary>
    public (ulong S0, ulong S1, ulong S2, ulong S3) State => (_s0, _s1, _s2, _s3);

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform over (0, 1], in steps of 2^-53: never 0, so that its logarithm is finite.</summary>
    public double Unit() => ((Next() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(Unit());

    /// <summary>Gives a generator for the next 2^128 numbers and moves this one past them.</summary>
    public Xoshiro256 Split()
    {
        var stretch = new Xoshiro256(_s0, _s1, _s2, _s3);
        (ulong s0, ulong s1, ulong s2, ulong s3) = (0UL, 0UL, 0UL, 0UL);
        foreach (ulong word in Jump)
        {
            for (int bit = 0; bit < 64; bit++)
            {
                if ((word >> bit & 1) == 1)
                {
                    (s0, s1, s2, s3) = (s0 ^ _s0, s1 ^ _s1, s2 ^ _s2, s3 ^ _s3);
                }

                Next();
            }
        }

        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
        return stretch;
    }

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
