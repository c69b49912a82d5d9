namespace Nines.Reliability;

/// <summary>The regularized incomplete beta function I_x(a, b), which gives binomial probabilities.</summary>
internal static class IncompleteBeta
{
    private const double Smallest = 1e-300;
    private const int MaxTerms = 100_000;

    /// <summary>I_x(a, b) for positive a and b, by its continued fraction (Abramowitz and Stegun 26.5.8), summed as Lentz does.</summary>
    /// <param name="a">Positive.</param>
    /// <param name="b">Positive.</param>
    /// <param name="x">0 to 1.</param>
    /// <param name="complement">1 - x, given apart so that it keeps its digits.</param>
    public static double Regularised(double a, double b, double x, double complement)
    {
        if (x <= 0 || complement <= 0)
        {
            return x <= 0 ? 0 : 1;
        }

        double front = Math.Exp(
            LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * LogOf(x, complement)) + (b * LogOf(complement, x)));
        return x < (a + 1) / (a + b + 2)
            ? front * Fraction(a, b, x) / a
            : 1 - (front * Fraction(b, a, complement) / b);
    }

    private static double LogOf(double x, double complement) => x > 0.5 ? Accurate.LogOnePlus(-complement) : Math.Log(x);

    private static double Fraction(double a, double b, double x)
    {
        double c = 1;
        double d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        double result = d;
        for (int m = 1; m < MaxTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            result *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return result;
    }

    private static double NotZero(double value) => Math.Abs(value) < Smallest ? Smallest : value;

    /// <summary>ln Gamma(x) for x of 1 or more: Stirling's series, after stepping up to where it has all its digits.</summary>
    public static double LogGamma(double x)
    {
        double steps = 0;
        for (; x < 12; x++)
        {
            steps += Math.Log(x);
        }

        double y = 1 / (x * x);
        double series = ((((((((-691.0 / 360360) * y) + (1.0 / 1188)) * y) - (1.0 / 1680)) * y + (1.0 / 1260)) * y - (1.0 / 360)) * y
            + (1.0 / 12)) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - steps;
    }
}
