using System.Globalization;

namespace Nines.Tests.Oracle;

/// <summary>Predictions beside the oracle, over random environments.</summary>
public sealed class AgreementTests
{
    private const int PerKind = 30;
    private const int Months = 2000;
    private const double Changes = 200_000;

    // A figure of a right prediction is outside of its interval with a probability of 1 %, and the tests may fail by chance once in ten thousand times.
    private const double Miss = 0.01;
    private const double Chance = 1e-4;

    // An interval that is half as wide again as that for 99 % is missed about once in ten thousand times.
    private const double Slack = 1.5;

    /// <summary>Factor by which a run is longer than usual: NINES_ORACLE_DEPTH.</summary>
#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    private static readonly double Depth = double.Parse(Environment.GetEnvironmentVariable("NINES_ORACLE_DEPTH") ?? "1", CultureInfo.InvariantCulture);
#pragma warning restore RS0030

    [Fact]
    public void Predictions_agree_with_the_simulation_of_random_environments()
    {
        CancellationToken cancellation = Depth > 1 ? TestContext.Current.CancellationToken : TestLimit.Token;
        List<(Kind Kind, Comparison[] Comparisons)> all =
            [.. Kind.All.Select(kind => (kind, Seeds(kind, cancellation).Take(PerKind).ToArray()))];
        CheckedPage.Write(all, Depth);

        foreach ((Kind kind, Comparison[] comparisons) in all)
        {
            Comparison[] outside = [.. comparisons.Where(comparison => comparison.Figures.Any(figure => !figure.IsInside))];
            string list = string.Join('\n', outside.SelectMany(comparison => comparison.Figures.Where(figure => !figure.IsInside)
                .Select(figure => $"{kind.Name}, seed {comparison.About.Seed}: {figure}")));
            if (kind.IsExact && Depth <= 1)
            {
                outside.Length.ShouldBeLessThanOrEqualTo(MaxOutside(comparisons.Length), list);
            }

            comparisons.SelectMany(comparison => comparison.Figures).Where(figure => !double.IsNaN(figure.Half))
                .Where(figure => Math.Abs(figure.Nines - figure.Oracle) > Math.Max(kind.MaxDifference * figure.Oracle, Slack * figure.Half))
                .ShouldBeEmpty(list);
        }
    }

    /// <summary>The environments of a kind that fail often enough to compare.</summary>
    private static IEnumerable<Comparison> Seeds(Kind kind, CancellationToken cancellation) => Enumerable.Range(1, 1000)
        .Select(seed => Comparison.Create(kind.From(seed), Changes * Depth, (int)(Months * Math.Min(10, Depth)), cancellation))
        .OfType<Comparison>();

    /// <summary>The number of environments that have a figure outside by chance no more often than once in ten thousand times.</summary>
    private static int MaxOutside(int environments)
    {
        double miss = 1 - Math.Pow(1 - Miss, Comparison.Names.Length);
        double probability = Math.Pow(1 - miss, environments), atMost = probability;
        int outside = 0;
        for (; 1 - atMost > Chance; outside++)
        {
            probability *= (environments - outside) * miss / ((outside + 1) * (1 - miss));
            atMost += probability;
        }

        return outside;
    }
}
