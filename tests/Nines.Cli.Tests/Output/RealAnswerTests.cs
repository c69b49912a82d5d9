using System.Text.Json;
using Nines.Testing;
using Nines.Testing.Schemas;

namespace Nines.Cli.Tests.Output;

/// <summary>Answers to further questions, from real runs of the examples.</summary>
public sealed class RealAnswerTests
{
    private const string Degraded = "drop:regions.weu.network.onPremises.vpn; regions.weu.cluster.tier=free";

    public static TheoryData<string> Examples => ["hybrid.yaml", "two-regions.yaml", "etcd.yaml", "shared-services.yaml", "tiers/tier1.yaml", "links/hub-spoke.yaml"];

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public async Task Scenarios_and_advice_fit_the_columns(int width)
    {
        NinesRun run = await NinesRun.InColumns(
            width, "predict", NinesRun.At("examples", "hybrid.yaml"), "--what-if", "lose:weu.zone1", "--what-if", Degraded, "--advise");

        string told = run.Output[run.Output.IndexOf("What if", StringComparison.Ordinal)..];
        Golden.Verify(told, $"further-questions-{width}.txt");
        told.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_report_fits_eighty_columns_and_has_no_blanks_at_line_ends(string example)
    {
        string[] lines = (await NinesRun.InColumns(80, "predict", NinesRun.At("examples", example), "--months", "50")).Output.Split('\n');

        // The first line names the file, wherever that is.
        lines.Skip(3).Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        lines.ShouldAllBe(line => line.TrimEnd() == line);
    }

    [Theory]
    [InlineData("hybrid.yaml", "lose:weu.zone1")]
    [InlineData("two-regions.yaml", "lose:green")]
    [InlineData("etcd.yaml", "lose:zone1")]
    public async Task Real_answers_keep_to_the_published_schema(string example, string scenario)
    {
        NinesRun run = await NinesRun.Of(
            "predict", NinesRun.At("examples", example), "-o", "json", "--what-if", scenario, "--advise", "--months", "20");

        run.Error.ShouldBeEmpty();
        JsonElement answer = run.Json();
        StrictSchema.Open("predict").Faults(answer).ShouldBeEmpty();
        answer.GetProperty("whatIf").GetArrayLength().ShouldBe(1);
        answer.GetProperty("advice").GetProperty("alone").ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Fact]
    public async Task Cut_sets_that_are_alike_are_one_line_with_a_count()
    {
        NinesRun text = await NinesRun.InColumns(160, "predict", NinesRun.At("examples", "hybrid.yaml"));
        text.Output.ShouldContain("2 nodes of pool3 in weu both down, rescheduling away from lost nodes and zones not done: 3 ways");
        text.Output.ShouldContain("A pod of shop in weu and a node of pool3 in weu both down, rescheduling away from lost nodes and zones not done: 12 ways");

        // Scripts still get each of them.
        NinesRun json = await NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "-o", "json");
        json.Journeys()[0].GetProperty("minimalCutSets").GetProperty("top").GetArrayLength().ShouldBe(10);
    }
}
