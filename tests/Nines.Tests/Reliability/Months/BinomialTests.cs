using Nines.Reliability.Months;

namespace Nines.Tests.Reliability.Months;

public sealed class BinomialTests
{
    [Theory]
    [InlineData(0, 10, 0, 0.30849710781876083)]
    [InlineData(5, 10, 0.18708602844739855, 0.8129139715526015)]
    [InlineData(10, 10, 0.6915028921812392, 1)]
    [InlineData(1, 1000, 2.531749e-5, 0.0055589)]
    public void The_interval_is_that_of_Clopper_and_Pearson(int hits, int trials, double lower, double upper)
    {
        Estimate estimate = Binomial.Share(hits, trials, 0.05);

        estimate.Value.ShouldBe((double)hits / trials);
        estimate.Lower.ShouldBe(lower, 1e-6);
        estimate.Upper.ShouldBe(upper, 1e-6);
    }

    [Fact]
    public void Events_that_were_never_sampled_are_not_impossible() =>
        Binomial.Share(0, 1_000_000, 0.05).Upper.ShouldBe(-Math.Log(0.025) / 1e6, 1e-11);

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(7, 0.01)]
    [InlineData(40, 0.5)]
    [InlineData(200, 0.97)]
    public void Tail_probabilities_agree_with_adding_up_terms(int n, double p)
    {
        double term = Math.Pow(1 - p, n);
        double sum = 0;
        for (int k = 0; k <= n; k++)
        {
            sum += term;
            Binomial.AtMost(k, n, p).ShouldBe(sum, (sum * 1e-9) + 1e-14, $"k {k}");
            term *= (n - k) * p / ((k + 1) * (1 - p));
        }
    }

    [Fact]
    public void The_median_of_ten_lies_between_the_second_and_the_ninth() => Binomial.Ranks(10, 0.5, 0.05).ShouldBe((2, 9));

    [Fact]
    public void Few_values_do_not_bound_an_extreme_quantile()
    {
        (int first, int last) = Binomial.Ranks(100, 0.99, 0.05);

        last.ShouldBe(101);
        first.ShouldBeInRange(94, 97);
    }
}
