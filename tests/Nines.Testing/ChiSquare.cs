using System.Globalization;

namespace Nines.Testing;

/// <summary>Whether counts could have come from a distribution.</summary>
public static class ChiSquare
{
    private const double LeastExpected = 5;

    // Of the normal distribution, one-sided 1 in 10,000.
    private const double Quantile = 3.719;

    /// <summary>Null when they could; otherwise what was seen against what was expected, where chance would do so once in 10,000.</summary>
    /// <param name="seen">How often each outcome came up.</param>
    /// <param name="model">How often in the model, which has many more trials.</param>
    public static string? Disagreement(IReadOnlyDictionary<string, int> seen, IReadOnlyDictionary<string, int> model)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(model);
        double trials = seen.Values.Sum();
        double modelled = model.Values.Sum();
        if (seen.Keys.FirstOrDefault(outcome => !model.ContainsKey(outcome)) is { } unknown)
        {
            return $"the scheduler gave {unknown}, the model never";
        }

        double sum = 0;
        int cells = 0;
        (double restSeen, double restExpected) = (0, 0);
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

        if (restExpected >= 1)
        {
            cells++;
            sum += (restSeen - restExpected) * (restSeen - restExpected) / restExpected;
        }

        // Wilson and Hilferty's approximation of the quantile.
        double freedom = Math.Max(1, cells - 1);
        double limit = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (Quantile * Math.Sqrt(2 / (9 * freedom))), 3);
        return sum <= limit
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"chi-square {sum:F1} above {limit:F1}: ") + string.Join(", ", model.OrderByDescending(pair => pair.Value).Take(20)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {seen.GetValueOrDefault(pair.Key)} for {trials * pair.Value / modelled:F1}")));
    }
}
