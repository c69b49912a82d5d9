using System.Globalization;
using System.Text;
using Nines.Environments.Predictions;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;

namespace Nines.Tests.Environments;

/// <summary>Failovers as processes: unavailability, frequency and months against Markov chains that follow each switchover in time.</summary>
public sealed class StandbyTests
{
    private const string Pair = """
        name: pair
        components:
          a: { availability: 99.9%, meanDownTime: 1h }
          s: { unavailability: 0.000001, meanDownTime: 1h }
        journeys: { j: { requires: { active: a, standby: s, detection: 30s, switchover: 30s, coverage: 100% } } }
        """;

    [Fact]
    public void A_failover_is_felt_as_often_as_the_primary_fails_and_only_until_it_has_ended()
    {
        FailureFrequency frequency = new Design(Pair).Predict("j").Frequency.ShouldNotBeNull();

        // 1,000 hours between failures of the primary; 60 s of switchover, cut short by a repair now and then.
        frequency.PerHour.ShouldBe(1 / 1000.0, 1e-8);
        (frequency.MeanDownTimeHours * 3600).ShouldBe(59.02, 0.01);
    }

    [Fact]
    public void Months_of_a_failover_are_those_of_many_short_outages()
    {
        MonthOutlook month = new Design(Pair.Replace("coverage: 100% }", "coverage: 100% }, objective: 99.95%")).Predict("j", months: 400_000).Month.ShouldNotBeNull();

        // Poisson 0.729 failures in 730 h, each of an exponential 59 s: P(more than 1,314 s) < 1e-5, and the 0.999 quantile of the unavailability is 1.9e-4.
        month.MissesTarget.Value.ShouldBeLessThan(1e-5);
        month.Quantiles.Single(quantile => quantile.Probability == 0.999).Unavailability.Value.ShouldBe(1.87e-4, 0.06e-4);
    }

    [Fact]
    public void A_failover_whose_primary_has_a_failover_of_its_own_waits_for_the_first_of_both()
    {
        double unavailability = new Design("""
            name: nested
            components:
              a: { availability: 99.9%, meanDownTime: 1h }
              b: { unavailability: 0.000000001, meanDownTime: 1h }
              c: { unavailability: 0.000000001, meanDownTime: 1h }
              pair: { requires: { active: a, standby: b, detection: 30s, switchover: 30s, coverage: 100% } }
            journeys: { j: { requires: { active: pair, standby: c, detection: 30s, switchover: 30s, coverage: 100% } } }
            """).Unavailabilities["j"];

        // a fails once in 1,000 hours; then 60 s, 60 s or the repair, whichever is first: 1 / (60 + 60 + 1) hours.
        unavailability.ShouldBe(1e-3 / 121, 1e-9);
    }

    [Fact]
    public void What_all_replicas_of_a_primary_need_has_outages_of_its_own_length()
    {
        var chain = new StandbyChain();
        StandbyChain.Part shared = chain.Component(0.004, 5), standby = chain.Component(0.002, 1);
        StandbyChain.Part[] own = [.. Enumerable.Range(0, 3).Select(_ => chain.Component(0.02, 0.2))];
        StandbyChain.Part two = new(state => own.Count(part => part.IsUp(state)) > 1 && shared.IsUp(state));
        (double unavailability, double failures) = chain.Solve(chain.Standby(two, standby, 120 / 3600.0));

        JourneyPrediction predicted = new Design("""
            name: quorum
            components:
              shared: { unavailability: 0.004, meanDownTime: 5h }
              standby: { unavailability: 0.002, meanDownTime: 1h }
              a: { unavailability: 0.02, meanDownTime: 12m, requires: shared }
              b: { unavailability: 0.02, meanDownTime: 12m, requires: shared }
              c: { unavailability: 0.02, meanDownTime: 12m, requires: shared }
            journeys: { j: { requires: { active: { atLeast: 2, of: [a, b, c] }, standby: standby, detection: 120s, switchover: 0s, coverage: 1 } } }
            """).Predict("j");

        predicted.Unavailability.Value.ShouldBe(unavailability, 0.01 * unavailability);
        predicted.Frequency.ShouldNotBeNull().PerHour.ShouldBe(failures, 0.01 * failures);
    }

    /// <summary>A random requirement with standbys over all components, each in one place, as text and as a chain.</summary>
    private static (string Text, StandbyChain.Part Part) Create(Random random, StandbyChain chain, ReadOnlySpan<(string Name, StandbyChain.Part Part)> components)
    {
        if (components.Length == 1)
        {
            return components[0];
        }

        int left = random.Next(1, components.Length);
        (string first, StandbyChain.Part one) = Create(random, chain, components[..left]);
        (string second, StandbyChain.Part two) = Create(random, chain, components[left..]);
        switch (random.Next(4))
        {
            case 0:
                return ($"{{ all: [{first}, {second}] }}", StandbyChain.All(one, two));
            case 1:
                return ($"{{ any: [{first}, {second}] }}", StandbyChain.Any(one, two));
            default:
                int seconds = random.Next(10, 600);
                return ($"{{ active: {first}, standby: {second}, detection: {seconds}s, switchover: 0s, coverage: 1 }}", chain.Standby(one, two, seconds / 3600.0));
        }
    }

    [Fact]
    public void Random_standbys_within_standbys_agree_with_their_markov_chains()
    {
        var random = new Random(20_261_129);
        var worst = new List<string>();
        for (int round = 0; round < 300; round++)
        {
            var chain = new StandbyChain();
            var yaml = new StringBuilder("name: x\ncomponents:\n");
            (string, StandbyChain.Part)[] components = [.. new[] { "a", "b", "c", "d" }.Select(name =>
            {
                double unavailability = Math.Pow(10, -2 - (2 * random.NextDouble()));
                int minutes = random.Next(5, 300);
                yaml.Append(CultureInfo.InvariantCulture, $"  {name}: {{ unavailability: {unavailability:F9}, meanDownTime: {minutes}m }}\n");
                return (name, chain.Component(Math.Round(unavailability, 9), minutes / 60.0));
            })];
            (string text, StandbyChain.Part top) = Create(random, chain, components);
            yaml.Append(CultureInfo.InvariantCulture, $"journeys: {{ j: {{ requires: {text} }} }}\n");
            (double unavailability, double failures) = chain.Solve(top);

            JourneyPrediction predicted = new Design(yaml.ToString()).Predict("j");

            double error = predicted.Unavailability.Value / unavailability - 1;
            double rate = predicted.Frequency is { } f ? f.PerHour / failures - 1 : double.NaN;
            if (Math.Abs(error) > 0.01 || !(Math.Abs(rate) < 0.01))
            {
                worst.Add(FormattableString.Invariant($"{error:P2} {rate:P2} U={unavailability:E2} {text}"));
            }
        }

        worst.Count.ShouldBe(0, string.Join('\n', worst));
    }
}
