using System.Globalization;

namespace Nines.Testing;

/// <summary>Tests if counts could have come from a distribution.</summary>
public static class ChiSquare
{
    private const double LeastExpected = 5;

    private const double Miss = 1e-4;

    // Of the normal distribution, one-sided, for the same chance.
    private const double Quantile = 3.719;

    /// <summary>Null when they could; otherwise what was seen against what was expected, where chance would do so once in 10,000.</summary>
    /// <param name="seen">Count of each outcome.</param>
    /// <param name="model">Count in the model, which has many more trials.</param>
    public static string? Disagreement(IReadOnlyDictionary<string, int> seen, IReadOnlyDictionary<string, int> model)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(model);
        double trials = seen.Values.Sum();
        double modelled = model.Values.Sum();

        // Where the model has outcomes that came up once, there are others that did not: as many of its trials as had such a one would, had
        // there been more, have had one that is new (Good and Turing).
        double unseen = model.Values.Count(count => count == 1) / modelled;
        if (unseen == 0 && seen.Keys.FirstOrDefault(outcome => !model.ContainsKey(outcome)) is { } unknown)
        {
            return $"the scheduler gave {unknown}, the model never";
        }

        double sum = 0;
        int cells = 0;
        (double restSeen, double restExpected) = (seen.Where(pair => !model.ContainsKey(pair.Key)).Sum(pair => pair.Value), trials * unseen);
        foreach ((string outcome, int count) in model.OrderByDescending(pair => pair.Value))
        {
            double expected = trials * count / modelled;
            double was = seen.GetValueOrDefault(outcome);
            if (expected < LeastExpected)
            {
                (restSeen, restExpected) = (restSeen + was, restExpected + expected);
                continue;
            }

            cells++;
            sum += (was - expected) * (was - expected) / expected;
        }

        if (restExpected >= LeastExpected)
        {
            cells++;
            sum += (restSeen - restExpected) * (restSeen - restExpected) / restExpected;
        }
        else if (AtLeast((int)restSeen, restExpected) < Miss)
        {
            return string.Create(CultureInfo.InvariantCulture, $"rare outcomes came up {restSeen} times, for {restExpected:F2} expected");
        }

        // Wilson and Hilferty's approximation of the quantile.
        double freedom = Math.Max(1, cells - 1);
        double limit = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (Quantile * Math.Sqrt(2 / (9 * freedom))), 3);
        return sum <= limit
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"chi-square {sum:F1} above {limit:F1}: ") + string.Join(", ", model.OrderByDescending(pair => pair.Value).Take(20)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {seen.GetValueOrDefault(pair.Key)} for {trials * pair.Value / modelled:F1}")));
    }

    /// <summary>The chance of so many rare events or more (Poisson).</summary>
    private static double AtLeast(int events, double expected)
    {
        double term = Math.Exp(-expected);
        double below = 0;
        for (int k = 0; k < events; k++)
        {
            below += term;
            term *= expected / (k + 1);
        }

        return 1 - below;
    }
}
