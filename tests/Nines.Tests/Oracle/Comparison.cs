using System.Globalization;
using Nines.Environments.Predictions;
using Nines.Tests.Environments;

namespace Nines.Tests.Oracle;

/// <summary>One figure of nines beside that of the oracle.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Nines">Value of nines.</param>
/// <param name="Oracle">Value of the oracle.</param>
/// <param name="Half">Half of the oracle's 99 % confidence interval.</param>
/// <param name="IsInside">True when nines' value is in the interval.</param>
internal sealed record Figure(string Name, double Nines, double Oracle, double Half, bool IsInside)
{
    public double Difference => Nines / Oracle - 1;

    public static Figure Create(string name, double nines, Measured oracle) =>
        new(name, nines, oracle.Value, oracle.Half, Math.Abs(nines - oracle.Value) <= oracle.Half);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Nines:G4}, oracle {Oracle:G4}")
        + (double.IsNaN(Half) ? "" : string.Create(CultureInfo.InvariantCulture, $" +- {Half:G2} ({Difference * 100:+0.0;-0.0} %)"));
}

/// <summary>An environment as nines predicts it and as the oracle simulates it.</summary>
internal sealed record Comparison(Surroundings About, Figure[] Figures, string[] Assumptions)
{
    /// <summary>The figures that are compared, in order.</summary>
    public static readonly string[] Names =
        ["unavailability", "failures an hour", "mean down time (h)", "share of months beyond the 0.9 quantile", "share of months beyond the 0.99 quantile"];

    private const double PilotShare = 0.15;
    private const int MinFailures = 300;

    /// <summary>Compares; null where the journey fails too rarely to compare anything.</summary>
    /// <param name="about">The environment.</param>
    /// <param name="changes">Length of the simulation: failures and repairs of anything.</param>
    /// <param name="months">Months that nines simulates.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Comparison? Create(Surroundings about, double changes, int months, CancellationToken cancellation)
    {
        // The zones that the file does not state are those in which the journey is worst; the parts of all trials share their histories.
        (Dictionary<string, int> zones, Estimates pilot) = Assignments(about)
            .Select(zones => (zones, Simulate(about, zones, changes * PilotShare, 1 + about.Seed * 2, cancellation)))
            .MaxBy(trial => trial.Item2.Unavailability.Value);
        if (pilot.Failures < MinFailures * PilotShare || pilot.Unavailability.Value > 0.5)
        {
            return null;
        }

        Estimates oracle = Simulate(about, zones, changes, about.Seed * 2, cancellation);
        var design = new Design(about.Text);
        JourneyPrediction nines = design.Predict(about.Journey, months);
        return new Comparison(about,
        [
            Figure.Create(Names[0], nines.Unavailability.Value, oracle.Unavailability),
            Figure.Create(Names[1], nines.Frequency.ShouldNotBeNull(about.Text).PerHour, oracle.PerHour),
            Figure.Create(Names[2], nines.Frequency.MeanDownTimeHours, oracle.MeanDownHours),
            .. nines.Month.ShouldNotBeNull().Quantiles.Where(quantile => quantile.Probability is 0.9 or 0.99).Select((quantile, i) =>
            {
                (double worse, bool isPlausible) = oracle.Worse(quantile.Probability, quantile.Unavailability.Value, nines.Month.Months);
                return new Figure(Names[3 + i], 1 - quantile.Probability, worse, double.NaN, isPlausible);
            }),
        ], [.. design.Assumptions]);
    }

    public static Estimates Simulate(
        Surroundings about, Dictionary<string, int> zones, double changes, int seed, CancellationToken cancellation)
    {
        var blueprint = new Blueprint(about, zones, seed);
        int months = Estimates.Months(changes / blueprint.Machine.ChangesPerHour / Observation.MonthHours);
        var observed = new Observation(months);
        blueprint.Machine.Run(blueprint.Top, Observation.MonthHours, months * Observation.MonthHours, observed, cancellation);
        return new Estimates(observed);
    }

    /// <summary>Every way to choose the zones that the file does not state.</summary>
    private static IEnumerable<Dictionary<string, int>> Assignments(Surroundings about) => about.InUnstatedZones.Aggregate(
        (IEnumerable<Dictionary<string, int>>)[[]],
        (known, next) => known.SelectMany(zones => next.Zones.Select(zone => new Dictionary<string, int>(zones) { [next.Resource] = zone })));
}
