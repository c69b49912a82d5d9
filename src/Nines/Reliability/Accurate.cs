namespace Nines.Reliability;

/// <summary>Elementary functions without the cancellation of the plain formulas.</summary>
internal static class Accurate
{
    /// <summary>1 - exp(-x) for x of 0 or more; for small x about x. Error within a few units in the last place (Kahan's correction).</summary>
    public static double OneMinusExp(double x)
    {
        double power = Math.Exp(-x);
        double difference = 1 - power;
        return difference switch
        {
            0 => x,
            1 => 1,
            _ => difference * (-x / Math.Log(power)),
        };
    }

    /// <summary>ln(1 + x) for x above -1; for small x about x (Kahan's correction).</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum is 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>
    /// 1 - (1 - exp(-x)) / x for x of 0 or more: the mean of 1 - exp(-t) over t from 0 to x. Below 1 the difference would
    /// cancel, so the power series x/2! - x^2/3! + x^3/4! - ... is summed instead; it alternates and its terms shrink.
    /// </summary>
    public static double MeanOneMinusExp(double x)
    {
        if (x >= 1)
        {
            return double.IsInfinity(x) ? 1 : 1 - (OneMinusExp(x) / x);
        }

        double sum = 0;
        double term = x / 2;
        for (int n = 3; n < 30 && term != 0; n++)
        {
            sum += term;
            term *= -x / n;
        }

        return sum;
    }
}
