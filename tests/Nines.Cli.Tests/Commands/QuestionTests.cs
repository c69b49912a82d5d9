using System.Text.Json;

namespace Nines.Cli.Tests.Commands;

/// <summary>--what-if, --advise and --explain.</summary>
public sealed class QuestionTests
{
    private static readonly string Hybrid = NinesRun.At("examples", "hybrid.yaml");

    [Fact]
    public async Task Setting_a_value_has_the_effect_of_editing_the_file()
    {
        string text = await File.ReadAllTextAsync(Hybrid, TestLimit.Token);
        Dictionary<string, double> edited = await NinesRun.Unavailabilities(text.Replace("tier: standard", "tier: free", StringComparison.Ordinal));

        JsonElement scenario = await WhatIf("regions.weu.cluster.tier=free");

        After(scenario, "kubernetes-api").ShouldBe(edited["kubernetes-api"]);
        After(scenario, "serve").ShouldBe(edited["serve"]);
    }

    [Fact]
    public async Task Dropping_the_VPN_leaves_only_ExpressRoute()
    {
        JsonElement scenario = await WhatIf("drop:regions.weu.network.onPremises.vpn");

        After(scenario, "on-premises").ShouldBeGreaterThan(1e-3);
        After(scenario, "on-premises").ShouldBeLessThan(1.2e-3);
    }

    [Fact]
    public async Task A_lost_zone_leaves_a_zone_redundant_journey_up_and_a_lost_region_does_not()
    {
        After(await WhatIf("lose:weu.zone1"), "serve").ShouldBeLessThan(1e-3);
        After(await WhatIf("lose:weu"), "serve").ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_gateway_is_down_for_the_takeover_time_of_its_standby()
    {
        // ExpressRoute is gone for good and the VPN has taken over: what remains is the VPN's own unavailability.
        JsonElement scenario = await WhatIf("lose:weu.expressroute-gateway");

        double vpnPath = 1 - (0.9995 * 0.999 * (1 - 2e-5));
        After(scenario, "on-premises").ShouldBe(vpnPath, 1e-9);
    }

    [Fact]
    public async Task Several_changes_in_one_scenario_apply_together()
    {
        JsonElement scenario = await WhatIf("regions.weu.cluster.tier=free; lose:entra");

        After(scenario, "kubernetes-api").ShouldBe(1);
    }

    [Theory]
    [InlineData("nonsense", "is not understood")]
    [InlineData("lose:weu.zone9", "Did you mean 'weu.zone1'?")]
    [InlineData("drop:regions.weu.netwrk", "network")]
    [InlineData("regions.weu.cluster.tier=gold", "gold")]
    [InlineData("regions.weu.cluster.tier=[", "--what-if")]
    [InlineData("", "empty")]
    public async Task An_impossible_scenario_is_refused_with_the_reason(string scenario, string expected)
    {
        NinesRun run = await NinesRun.Of("predict", Hybrid, "--what-if", scenario);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("--what-if", "lose:weu.zone1", "What if: lose:weu.zone1")]
    [InlineData("--advise", null, "Improvements, each by itself")]
    public async Task The_answer_to_a_question_comes_first_and_alone(string option, string? value, string title)
    {
        NinesRun run = await NinesRun.Of(value is null ? ["predict", Hybrid, option] : ["predict", Hybrid, option, value]);

        run.Output.TrimStart().ShouldStartWith(title);
        run.Output.ShouldNotContain("Single points of failure");
        run.Output.ShouldNotContain("Sources");
    }

    [Fact]
    public async Task A_part_that_several_others_share_is_explained_once()
    {
        string text = (await NinesRun.InColumns(160, "predict", NinesRun.At("examples", "two-regions.yaml"), "--explain", "deploy")).Output;

        string[] seen = [.. text.Split('\n').Where(line => line.Contains(", see ", StringComparison.Ordinal)).Select(line => line.Trim())];
        seen.ShouldNotBeEmpty();
        foreach (string line in seen)
        {
            string label = line[..line.IndexOf(": U = ", StringComparison.Ordinal)];
            line.ShouldEndWith($", see {label} above");
            text.IndexOf($"{label}: U = ", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf(line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Each_improvement_saves_as_much_as_editing_the_file()
    {
        // Improvements are ranked by the journeys with an objective, or by all when there is none.
        string all = await File.ReadAllTextAsync(Hybrid, TestLimit.Token);
        JsonElement advice = (await NinesRun.WithInput(all[..all.IndexOf("objectives:", StringComparison.Ordinal)], "predict", "-", "--advise", "-o", "json"))
            .Json().GetProperty("advice");
        JsonElement replica = advice.GetProperty("alone").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == "geo-replica");
        Dictionary<string, double> edited = await NinesRun.Unavailabilities(
            all.Replace("zoneRedundant: true }", "zoneRedundant: true, geoReplicas: { northeurope: { zoneRedundant: true } } }", StringComparison.Ordinal));

        After(replica, "pull-image").ShouldBe(edited["pull-image"]);
        replica.GetProperty("changes")[0].GetProperty("path").GetString().ShouldBe("registry.geoReplicas.northeurope");
    }

    [Theory]
    [InlineData("tiers/tier1.yaml", "zones:west")]
    [InlineData("tiers/tier2.yaml", "second-region")]
    [InlineData("links/expressroute.yaml", "vpn:weu")]
    [InlineData("links/expressroute-with-vpn.yaml", "circuit:weu")]
    [InlineData("hybrid.yaml", "replicas:shop")]
    [InlineData("hybrid.yaml", "bfd:weu")]
    [InlineData("two-regions.yaml", "probes")]
    [InlineData("shared-services.yaml", "instance:web-1")]
    [InlineData("etcd.yaml", "instance:etcd-3")]
    public async Task The_improvements_that_apply_are_proposed(string example, string improvement)
    {
        JsonElement advice = (await NinesRun.Of("predict", NinesRun.At("examples", example), "--advise", "-o", "json")).Json().GetProperty("advice");

        advice.GetProperty("alone").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()).ShouldContain(improvement);
    }

    [Fact]
    public async Task Improvements_are_ranked_by_saved_downtime_and_combined_cumulatively()
    {
        JsonElement advice = (await NinesRun.Of("predict", NinesRun.At("examples", "tiers", "tier1.yaml"), "--advise", "-o", "json"))
            .Json().GetProperty("advice");
        double[] alone = [.. advice.GetProperty("alone").EnumerateArray().Select(entry => entry.GetProperty("savedSecondsPerYear").GetDouble())];
        JsonElement[] combined = [.. advice.GetProperty("combined").EnumerateArray()];

        alone.ShouldBe(alone.OrderDescending());
        combined.Length.ShouldBeGreaterThan(1);
        foreach ((JsonElement step, JsonElement next) in combined.Zip(combined.Skip(1)))
        {
            // What one step leaves is where the next one starts.
            foreach (JsonElement journey in next.GetProperty("journeys").EnumerateArray())
            {
                string name = journey.GetProperty("name").GetString()!;
                if (step.GetProperty("journeys").EnumerateArray().Any(entry => entry.GetProperty("name").GetString() == name))
                {
                    journey.GetProperty("unavailabilityBefore").GetDouble().ShouldBe(After(step, name), 1e-15);
                }
            }
        }
    }

    [Fact]
    public async Task An_explanation_names_formula_numbers_and_sources()
    {
        NinesRun run = await NinesRun.Of("predict", Hybrid, "--explain", "on-premises");

        run.Output.ShouldContain("U = 1 - (1 - U1)(1 - U2)...");
        run.Output.ShouldContain("Failover from ExpressRoute");
        run.Output.ShouldContain("source: SLA, ExpressRoute gateway");
    }

    private static async Task<JsonElement> WhatIf(string scenario)
    {
        NinesRun run = await NinesRun.Of("predict", Hybrid, "-o", "json", "--what-if", scenario);
        run.Error.ShouldBeEmpty();
        return run.Json().GetProperty("whatIf")[0];
    }

    private static double After(JsonElement changes, string journey) => changes.GetProperty("journeys").EnumerateArray()
        .Single(entry => entry.GetProperty("name").GetString() == journey).GetProperty("unavailabilityAfter").GetDouble();
}
