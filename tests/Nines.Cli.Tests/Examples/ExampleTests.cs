using System.Text.Json;

namespace Nines.Cli.Tests.Examples;

/// <summary>Every example runs, and says what it is there to say.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Environments => [.. Directory
        .EnumerateFiles(NinesRun.At("examples"), "*.yaml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(NinesRun.At(), path))

        // Those of the guard are no environments; its own tests read them.
        .Where(path => !path.StartsWith("examples/guard/", StringComparison.Ordinal) && !path.StartsWith("examples/place/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task An_example_is_predicted_exactly_in_every_format(string example)
    {
        NinesRun json = await NinesRun.Of("predict", NinesRun.At(example), "-o", "json");
        json.Error.ShouldBeEmpty();
        json.ExitCode.ShouldBeOneOf(0, 1);
        json.Journeys().ShouldNotBeEmpty();
        json.Journeys().ShouldAllBe(journey => journey.GetProperty("exact").GetBoolean());

        NinesRun text = await NinesRun.Of("predict", NinesRun.At(example));
        text.ExitCode.ShouldBe(json.ExitCode);
        NinesRun html = await NinesRun.Of("predict", NinesRun.At(example), "-o", "html");
        html.Output.ShouldContain("<svg");
        foreach (JsonElement journey in json.Journeys())
        {
            text.Output.ShouldContain(journey.GetProperty("name").GetString()!);
            html.Output.ShouldContain(journey.GetProperty("title").GetString()!);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task The_downtime_by_cause_adds_up_to_the_downtime(string example)
    {
        foreach (JsonElement journey in (await NinesRun.Of("predict", NinesRun.At(example), "-o", "json")).Journeys())
        {
            double total = journey.GetProperty("downtimeSecondsPerYear").GetDouble();
            journey.GetProperty("downtimeByCause").EnumerateArray().Sum(cause => cause.GetProperty("secondsPerYear").GetDouble())
                .ShouldBe(total, total * 1e-9);
        }
    }

    [Fact]
    public async Task Without_a_file_the_embedded_example_is_predicted()
    {
        NinesRun embedded = await NinesRun.Of("predict", "-o", "json");
        NinesRun named = await NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "-o", "json");

        embedded.Error.ShouldContain("hybrid.yaml");
        embedded.Journeys().Select(journey => journey.ToString()).ShouldBe(named.Journeys().Select(journey => journey.ToString()));
    }

    [Fact]
    public async Task Shared_services_are_counted_once()
    {
        NinesRun run = await NinesRun.Of("predict", NinesRun.At("examples", "shared-services.yaml"), "-o", "json");
        double u = run.Journeys()[0].GetProperty("unavailability").GetDouble();

        // Traffic Manager and Entra ID once; web app and database in two stacks.
        double stack = 1 - (0.9995 * 0.9999);
        u.ShouldBe(1 - (0.9999 * 0.9999 * (1 - (stack * stack))), 1e-15);
        Math.Round(100 * (1 - u), 5).ShouldBe(99.97997);
    }

    [Theory]
    [InlineData("Traffic Manager, Entra ID")]
    [InlineData("the figures would give 99.99993603 %")]
    [InlineData("1 h 45 min a year too optimistic")]
    public async Task The_report_explains_why_shared_services_count_once(string expected)
    {
        NinesRun run = await NinesRun.Of("predict", NinesRun.At("examples", "shared-services.yaml"));

        Unwrapped(run).ShouldContain(expected);
    }

    [Fact]
    public async Task The_explanation_names_shared_components()
    {
        NinesRun run = await NinesRun.Of("predict", NinesRun.At("examples", "shared-services.yaml"), "--explain", "sign-in-and-use");

        Unwrapped(run).ShouldContain("if the parts were independent; they share Traffic Manager, Entra ID, counted once it is");
    }

    [Theory]
    [InlineData("three-apart", 3)]
    [InlineData("five-apart", 5)]
    public async Task A_quorum_of_independent_members_is_the_binomial_sum(string journey, int members)
    {
        double expected = 0;
        for (int down = (members / 2) + 1; down <= members; down++)
        {
            expected += Choose(members, down) * Math.Pow(1e-3, down) * Math.Pow(1 - 1e-3, members - down);
        }

        (await Unavailability("etcd.yaml", journey)).ShouldBe(expected, expected * 1e-12);
    }

    [Fact]
    public async Task Each_tier_has_less_downtime_than_the_previous_one()
    {
        double[] serve = [await Unavailability("tiers/tier1.yaml", "serve"), await Unavailability("tiers/tier2.yaml", "serve"), await Unavailability("tiers/tier3.yaml", "serve")];

        serve.ShouldBe(serve.OrderDescending());
    }

    [Fact]
    public async Task Several_files_are_compared()
    {
        string[] files = [.. Directory.EnumerateFiles(NinesRun.At("examples", "links"), "*.yaml").Order(StringComparer.Ordinal)];
        NinesRun run = await NinesRun.Of(["predict", .. files]);

        run.ExitCode.ShouldBe(1);
        foreach (string file in files)
        {
            run.Output.ShouldContain(Path.GetFileNameWithoutExtension(file));
        }
    }

    [Fact]
    public async Task ExpressRoute_with_a_VPN_as_backup_beats_either_alone_but_not_by_the_product()
    {
        double both = await Unavailability("links/expressroute-with-vpn.yaml", "on-premises");
        double vpn = await Unavailability("links/vpn.yaml", "on-premises");
        double expressRoute = await Unavailability("links/expressroute.yaml", "on-premises");

        both.ShouldBeLessThan(Math.Min(vpn, expressRoute));
        both.ShouldBeGreaterThan(10 * vpn * expressRoute);
    }

    private static async Task<double> Unavailability(string example, string journey) =>
        (await NinesRun.Of("predict", NinesRun.At("examples", example), "-o", "json")).Journeys()
            .Single(candidate => candidate.GetProperty("name").GetString() == journey)
            .GetProperty("unavailability").GetDouble();

    private static string Unwrapped(NinesRun run) => string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double Choose(int n, int k) => k == 0 ? 1 : Choose(n - 1, k - 1) * n / k;
}
