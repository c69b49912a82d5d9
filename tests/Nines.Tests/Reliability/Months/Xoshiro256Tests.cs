using Nines.Reliability.Months;

namespace Nines.Tests.Reliability.Months;

public sealed class Xoshiro256Tests
{
    [Fact]
    public void The_first_numbers_are_the_published_ones()
    {
        var random = new Xoshiro256(1, 2, 3, 4);

        ulong[] first = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];

        first.ShouldBe([11520UL, 0UL, 1509978240UL, 1215971899390074240UL, 1216172134540287360UL]);
    }

    /// <summary>One step is a linear map over bits; its matrix squared 128 times is 2^128 steps.</summary>
    [Fact]
    public void Splitting_moves_on_by_two_to_the_128th()
    {
        ulong[][] columns = [.. Enumerable.Range(0, 256).Select(bit => Step(Bit(bit)))];
        for (int squaring = 0; squaring < 128; squaring++)
        {
            columns = [.. columns.Select(column => Apply(columns, column))];
        }

        ulong[] start = [0x0123456789ABCDEF, 42, 0xFEDCBA9876543210, 7];
        var random = new Xoshiro256(start[0], start[1], start[2], start[3]);
        Xoshiro256 stretch = random.Split();

        stretch.State.ShouldBe((start[0], start[1], start[2], start[3]));
        ulong[] far = Apply(columns, start);
        random.State.ShouldBe((far[0], far[1], far[2], far[3]));
    }

    [Fact]
    public void Equal_seeds_give_equal_numbers_and_other_seeds_others()
    {
        Xoshiro256.FromSeed(5).Next().ShouldBe(Xoshiro256.FromSeed(5).Next());
        Xoshiro256.FromSeed(5).Next().ShouldNotBe(Xoshiro256.FromSeed(6).Next());
    }

    [Fact]
    public void Drawing_by_alias_follows_the_weights()
    {
        double[] weights = [0, 5, 1e-3, 3, 0, 2];
        var table = new AliasTable(weights);
        var random = Xoshiro256.FromSeed(3);
        int[] drawn = new int[weights.Length];
        for (int i = 0; i < 1_000_000; i++)
        {
            drawn[table.Next(random)]++;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            double share = weights[i] / table.Total;
            ((double)drawn[i] / 1_000_000).ShouldBe(share, 1e-9 + (4 * Math.Sqrt(share / 1_000_000)));
        }
    }

    private static ulong[] Bit(int bit)
    {
        ulong[] state = new ulong[4];
        state[bit / 64] = 1UL << (bit % 64);
        return state;
    }

    private static ulong[] Step(ulong[] state)
    {
        var random = new Xoshiro256(state[0], state[1], state[2], state[3]);
        random.Next();
        (ulong s0, ulong s1, ulong s2, ulong s3) = random.State;
        return [s0, s1, s2, s3];
    }

    private static ulong[] Apply(ulong[][] columns, ulong[] vector)
    {
        ulong[] result = new ulong[4];
        for (int bit = 0; bit < 256; bit++)
        {
            if ((vector[bit / 64] >> (bit % 64) & 1) == 1)
            {
                for (int word = 0; word < 4; word++)
                {
                    result[word] ^= columns[bit][word];
                }
            }
        }

        return result;
    }
}
