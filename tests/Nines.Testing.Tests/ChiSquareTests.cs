namespace Nines.Testing.Tests;

public sealed class ChiSquareTests
{
    [Fact]
    public void What_the_model_never_does_is_a_disagreement() =>
        ChiSquare.Disagreement(new Dictionary<string, int> { ["a"] = 50, ["c"] = 1 }, new Dictionary<string, int> { ["a"] = 9000, ["b"] = 1000 })
            .ShouldBe("the scheduler gave c, the model never");

    [Fact]
    public void Shares_that_are_far_off_are_one_too() =>
        ChiSquare.Disagreement(new Dictionary<string, int> { ["a"] = 50, ["b"] = 50 }, new Dictionary<string, int> { ["a"] = 9000, ["b"] = 1000 }).ShouldNotBeNull();

    [Fact]
    public void Many_new_outcomes_are_one_even_where_the_model_has_rare_ones() =>
        ChiSquare.Disagreement(new Dictionary<string, int> { ["a"] = 50, ["c"] = 5, ["d"] = 5 }, new Dictionary<string, int> { ["a"] = 9999, ["b"] = 1 })
            .ShouldStartWith("rare outcomes came up 10 times");

    [Fact]
    public void Samples_of_one_distribution_with_a_long_tail_agree()
    {
        // Several hundred outcomes, most of them rarer than once in 20,000: new ones come up in most samples.
        int wrong = 0;
        int withNew = 0;
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            Dictionary<string, int> model = Sample(random, 20_000);
            Dictionary<string, int> seen = Sample(random, 80);
            withNew += seen.Keys.Any(outcome => !model.ContainsKey(outcome)) ? 1 : 0;
            wrong += ChiSquare.Disagreement(seen, model) is null ? 0 : 1;
        }

        withNew.ShouldBeGreaterThan(10);
        wrong.ShouldBeLessThanOrEqualTo(1);
    }

    private static Dictionary<string, int> Sample(Random random, int trials)
    {
        var counts = new Dictionary<string, int>();
        for (int trial = 0; trial < trials; trial++)
        {
            // Two geometric numbers.
            double even = 1 - random.NextDouble();
            double second = 1 - random.NextDouble();
            string outcome = $"{(int)(-Math.Log(even) * 3)}-{(int)(-Math.Log(second) * 3)}";
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }

        return counts;
    }
}
