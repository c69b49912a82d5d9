using System.Text.Json;
using Nines.Cli.Tests.BadInput;
using Nines.Testing;
using Nines.Testing.Schemas;

namespace Nines.Cli.Tests.Costs;

/// <summary>Comparison of two environments: minutes, causes, losses and money.</summary>
public sealed class DiffTests : IDisposable
{
    private static readonly string Tier1 = NinesRun.At("examples", "tiers", "tier1.yaml");
    private static readonly string Tier2 = NinesRun.At("examples", "tiers", "tier2.yaml");
    private static readonly string Tier3 = NinesRun.At("examples", "tiers", "tier3.yaml");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_comment_for_a_pull_request_matches_its_golden_file()
    {
        NinesRun run = await NinesRun.Of("diff", Tier1, Tier2);

        run.ExitCode.ShouldBe(0, run.Error);
        Golden.Verify(run.Output.Replace(NinesRun.At("examples"), "examples", StringComparison.Ordinal), "diff-tiers.md");
    }

    [Theory]
    [InlineData("tier1", "tier2")]
    [InlineData("tier2", "tier3")]
    [InlineData("tier3", "tier1")]
    public async Task A_document_matches_its_schema_and_agrees_with_predict(string before, string after)
    {
        NinesRun run = await NinesRun.Of("diff", NinesRun.At("examples", "tiers", $"{before}.yaml"), NinesRun.At("examples", "tiers", $"{after}.yaml"), "-o", "json", "--fail-on", "never");
        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement document = run.Json();
        StrictSchema.Open("diff").Faults(document).ShouldBeEmpty();
        JsonElement now = (await NinesRun.Of("predict", NinesRun.At("examples", "tiers", $"{after}.yaml"), "--cost", "-o", "json")).Json().GetProperty("files")[0];

        foreach (JsonElement journey in now.GetProperty("journeys").EnumerateArray())
        {
            document.GetProperty("journeys").EnumerateArray().Single(other => other.GetProperty("name").GetString() == journey.GetProperty("name").GetString())
                .GetProperty("after").GetProperty("unavailability").GetDouble().ShouldBe(journey.GetProperty("unavailability").GetDouble());
        }

        JsonElement cost = document.GetProperty("cost");
        cost.GetProperty("after").GetProperty("known").GetDecimal().ShouldBe(now.GetProperty("cost").GetProperty("known").GetDecimal());
        cost.GetProperty("perMonth").GetDecimal().ShouldBe(cost.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("after").GetDecimal() - line.GetProperty("before").GetDecimal()));
    }

    [Fact]
    public async Task A_file_does_not_differ_from_itself()
    {
        NinesRun run = await NinesRun.Of("diff", Tier2, Tier2, "--fail-on", "worse");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("The availability of every journey stays the same.");
        run.Output.ShouldContain("the cost stays the same");
    }

    [Theory]
    [InlineData("missed", 0)]
    [InlineData("worse", 1)]
    [InlineData("never", 0)]
    public async Task The_exit_code_follows_fail_on(string failOn, int expected) =>
        (await NinesRun.Of("diff", Tier2, Tier1, "--fail-on", failOn)).ExitCode.ShouldBe(expected);

    [Fact]
    public async Task A_newly_missed_objective_ends_with_1()
    {
        string strict = _folder.Write("strict.yaml", (await File.ReadAllTextAsync(Tier2, TestLimit.Token)).Replace("serve: 99.95%", "serve: 99.999%", StringComparison.Ordinal));

        (await NinesRun.Of("diff", Tier2, strict)).ExitCode.ShouldBe(1);
        (await NinesRun.Of("diff", strict, strict)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_region_survives_the_loss_of_the_first()
    {
        NinesRun run = await NinesRun.Of("diff", Tier2, Tier3);

        run.Output.ShouldContain("Serve a request now survives the loss of");
        run.Output.ShouldContain("| AKS cluster of north, Standard tier | 0.00 | 73.00 | +73.00 |");
    }

    [Fact]
    public async Task Names_of_the_file_do_not_become_markup()
    {
        string before = _folder.Write("before.yaml", "name: x\ncomponents: { a: { label: A, availability: 99% } }\njourneys: { use: { title: Use, requires: [a] } }\n");
        string after = _folder.Write(
            "after.yaml",
            "name: x\ncomponents: { a: { label: \"<img src=x> | `code` @all [x](https://x.example)\", availability: 99.9%, monthlyCost: 5 } }\njourneys: { use: { title: \"**Use** | it\", requires: [a] } }\n");

        string text = (await NinesRun.Of("diff", before, after)).Output;

        text.ShouldNotContain("<img");
        text.ShouldNotContain("**Use**");
        text.ShouldNotContain("`code`");
        text.ShouldNotContain("](https:");
        foreach (string row in text.Split('\n').Where(line => line.StartsWith("| \\*", StringComparison.Ordinal)))
        {
            row.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|').ShouldBe(8, row);
        }
    }

    [Fact]
    public async Task Unknown_prices_make_the_difference_unknown_and_are_named()
    {
        string before = _folder.Write("before.yaml", "name: x\ncomponents: { a: { availability: 99% } }\njourneys: { use: { requires: [a] } }\n");
        string after = _folder.Write("after.yaml", "name: x\ncomponents: { a: { availability: 99% }, b: { label: Box, availability: 99% } }\njourneys: { use: { requires: { any: [a, b] } } }\n");

        string text = (await NinesRun.Of("diff", before, after)).Output;

        text.ShouldContain("the difference in cost is not known in full");
        text.ShouldContain("- Box: the component states no monthlyCost");
        text.ShouldContain("| **Total** |  |  | **not known** |");
    }

    [Fact]
    public async Task Every_error_of_both_files_is_reported()
    {
        string wrong = _folder.Write("wrong.yaml", "name: 1 2\nregions: []\n");

        Refusal.Of(await NinesRun.Of("diff", wrong, "missing.yaml")).Length.ShouldBeGreaterThan(1);
        Refusal.Of(await NinesRun.Of("diff", Tier1, NinesRun.At("examples", "fault-trees", "two-path-power.xml"))).ShouldHaveSingleItem().ShouldContain("is a fault tree; expected an environment file");
    }
}
