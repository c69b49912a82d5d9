using System.Globalization;
using System.Text;

namespace Nines.Tests.Environments;

/// <summary>Requirements, standbys and common causes of components, against the sum over all states.</summary>
public sealed class RequirementTests
{
    /// <summary>A random requirement over components, as text and as a function of which of them are down.</summary>
    private static (string Text, Func<bool[], bool> IsDown) Random(Random random, int components, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            int component = random.Next(components);
            return ($"c{component}", down => down[component]);
        }

        (string Text, Func<bool[], bool> IsDown)[] items = [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Random(random, components, depth - 1))];
        string list = string.Join(", ", items.Select(item => item.Text));
        switch (random.Next(3))
        {
            case 0:
                return ($"{{ all: [{list}] }}", down => items.Any(item => item.IsDown(down)));
            case 1:
                return ($"{{ any: [{list}] }}", down => items.All(item => item.IsDown(down)));
            default:
                int needed = random.Next(1, items.Length + 1);
                return ($"{{ atLeast: {needed}, of: [{list}] }}", down => items.Count(item => !item.IsDown(down)) < needed);
        }
    }

    [Fact]
    public void Random_requirements_are_down_as_often_as_the_sum_over_their_states()
    {
        const int components = 8;
        var random = new Random(20_261_128);
        for (int round = 0; round < 100; round++)
        {
            (string text, Func<bool[], bool> isDown) = Random(random, components, 3);
            var states = new States();
            var yaml = new StringBuilder("name: x\ncomponents:\n");
            for (int i = 0; i < components; i++)
            {
                double unavailability = random.Next(1, 500) / 1000.0;
                states.Add(unavailability);
                yaml.Append(CultureInfo.InvariantCulture, $"  c{i}: {{ unavailability: {unavailability} }}\n");
            }

            yaml.Append(CultureInfo.InvariantCulture, $"journeys: {{ all: {{ requires: {text} }} }}\n");

            new Design(yaml.ToString()).Unavailabilities["all"].ShouldBe(states.Probability(isDown), 1e-12, text);
        }
    }

    [Theory]
    [InlineData(0, 1.0, null)]
    [InlineData(90, 1.0, null)]
    [InlineData(90, 0.9, null)]
    [InlineData(90, 0.9, 1800)]
    public void A_standby_helps_after_the_failover(int seconds, double coverage, int? manual)
    {
        double phi = States.Phi(seconds, 2, coverage, manual);
        double expected = 0.1 * (1 - ((1 - 0.2) * (1 - phi)));

        States.ShouldAgree(new Design($$"""
            name: x
            components:
              a: { availability: 90%, meanDownTime: 2h }
              b: { availability: 80%, meanDownTime: 3h }
            journeys:
              order: { requires: { active: a, standby: b, detection: {{seconds}}s, switchover: 0s, coverage: {{coverage}}{{(manual is null ? "" : $", manual: {manual}s")}} } }
            """).Unavailabilities["order"], expected);
    }

    [Fact]
    public void A_standby_agrees_with_a_markov_chain_where_its_own_failures_are_rare()
    {
        // States: up; primary down and not moved; primary down and moved. The standby never fails. Rates an hour.
        const double fail = 1 / 99.0, repair = 1, move = 3600 / 90.0;
        double up = 1 / (1 + (fail / (repair + move)) + (fail * move / (repair + move) / repair));
        double down = up * fail / (repair + move);

        States.ShouldAgree(new Design("""
            name: x
            components: { a: { meanUpTime: 99h, meanDownTime: 1h }, b: { availability: 100%, meanDownTime: 1h } }
            journeys: { order: { requires: { active: a, standby: b, detection: 90s, switchover: 0s, coverage: 1 } } }
            """).Unavailabilities["order"], down);
    }

    [Fact]
    public void A_rarely_tested_standby_may_be_down_undetected()
    {
        // 99 h up, 1 h down, tested every 100 h.
        const double rateTimesInterval = 100 / 99.0;
        double hidden = 1 - ((1 - Math.Exp(-rateTimesInterval)) / rateTimesInterval);
        double expected = 0.1 * (1 - ((1 - 0.01) * (1 - hidden)));

        States.ShouldAgree(new Design("""
            name: x
            components: { a: { availability: 90%, meanDownTime: 2h }, b: { meanUpTime: 99h, meanDownTime: 1h } }
            journeys: { order: { requires: { active: a, standby: b, detection: 0s, switchover: 0s, testInterval: 100h } } }
            """).Unavailabilities["order"], expected);
    }

    [Fact]
    public void A_beta_factor_takes_its_share_of_the_downtime_for_all_members_at_once()
    {
        const double unavailability = 0.02, beta = 0.1;
        double alone = unavailability * (1 - beta);

        States.ShouldAgree(new Design($$"""
            name: x
            components: { db: { unavailability: {{unavailability}}, replicas: 3, needed: 1 } }
            commonCauses: { patch: { members: [db], beta: {{beta}} } }
            journeys: { order: { requires: db } }
            """).Unavailabilities["order"], 1 - ((1 - (unavailability * beta)) * (1 - Math.Pow(alone, 3))));
    }

    [Fact]
    public void Replicas_over_zones_fall_with_their_zone()
    {
        const double zone = 0.01, replica = 0.05;
        var states = new States();
        int[] zones = states.Add(3, zone), replicas = states.Add(3, replica);
        double expected = states.Probability(down => Enumerable.Range(0, 3).Count(i => !down[zones[i]] && !down[replicas[i]]) < 2);

        States.ShouldAgree(new Design($$"""
            name: x
            components: { quorum: { unavailability: {{replica}}, zones: [1, 2, 3], replicas: 3, needed: 2 } }
            journeys: { order: { requires: quorum } }
            """, ("zone/default", zone)).Unavailabilities["order"], expected);
    }
}
