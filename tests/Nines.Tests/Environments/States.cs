namespace Nines.Tests.Environments;

/// <summary>
/// Events that are independent of each other, and the probability of whatever they bring about: the sum over all states. Deliberately
/// slow and simple, to compare the model and the solver with.
/// </summary>
internal sealed class States
{
    private readonly List<double> _unavailabilities = [];

    /// <summary>Adds an event; the result is its index.</summary>
    public int Add(double unavailability)
    {
        _unavailabilities.Add(unavailability);
        return _unavailabilities.Count - 1;
    }

    /// <summary>Adds several events of one kind.</summary>
    public int[] Add(int count, double unavailability) => [.. Enumerable.Range(0, count).Select(_ => Add(unavailability))];

    /// <summary>The probability that something is down, as a function of which events have happened.</summary>
    public double Probability(Func<bool[], bool> isDown)
    {
        _unavailabilities.Count.ShouldBeLessThan(22);
        double sum = 0;
        bool[] happened = new bool[_unavailabilities.Count];
        for (int state = 0; state < 1 << happened.Length; state++)
        {
            double probability = 1;
            for (int i = 0; i < happened.Length; i++)
            {
                happened[i] = (state >> i & 1) == 1;
                probability *= happened[i] ? _unavailabilities[i] : 1 - _unavailabilities[i];
            }

            sum += isDown(happened) ? probability : 0;
        }

        return sum;
    }

    /// <summary>Unavailability of parts that are all needed.</summary>
    public static double Series(params double[] unavailabilities) => 1 - unavailabilities.Aggregate(1.0, (up, each) => up * (1 - each));

    /// <summary>The share phi of an outage during which nothing has taken over, by docs/predict.md.</summary>
    public static double Phi(double seconds, double meanDownTimeHours, double coverage = 1, double? manualSeconds = null)
    {
        return (coverage * Share(seconds)) + ((1 - coverage) * (manualSeconds is { } manual ? Share(manual) : 1));

        double Share(double time) => time / (time + (meanDownTimeHours * 3600));
    }

    /// <summary>The share of an outage before stages that follow each other have ended: each ends before the repair with its own probability.</summary>
    public static double Phi(double[] stages, double meanDownTimeHours) => Series([.. stages.Select(seconds => Phi(seconds, meanDownTimeHours))]);

    /// <summary>
    /// Mean down time of parts that are all needed and are each down for a mean time: the unavailability over the frequency with which
    /// the whole goes down, which is that of a part while all others are up.
    /// </summary>
    public static double SeriesMeanDownTime(params (double Unavailability, double MeanDownTime)[] parts)
    {
        double up = parts.Aggregate(1.0, (product, part) => product * (1 - part.Unavailability));
        double frequency = parts.Sum(part => up / (1 - part.Unavailability) * part.Unavailability / part.MeanDownTime);
        return (1 - up) / frequency;
    }

    public static void ShouldAgree(double actual, double expected) => actual.ShouldBe(expected, Math.Max(1e-15, expected * 1e-9));
}
