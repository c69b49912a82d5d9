using System.Text.Json;

namespace Nines.Cli.Tests.Commands;

/// <summary>Options, exit codes and streams.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("99.9%", 0)]
    [InlineData("99.91%", 1)]
    public async Task The_exit_code_reports_missed_objectives(string objective, int expected)
    {
        NinesRun run = await NinesRun.WithInput(
            $$"""
            name: met
            components: { a: { availability: 99.9% } }
            journeys: { use: { requires: a, objective: {{objective}} } }
            """,
            "predict", "-");

        run.ExitCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("predict --cut-sets many", "--cut-sets is 'many'; expected a number from 0 to 100000")]
    [InlineData("predict --cut-sets -1", "--cut-sets is '-1'; expected a number from 0 to 100000")]
    [InlineData("predict --timeout soon", "--timeout is 'soon'; expected 10ms to 24h")]
    [InlineData("predict --timeout 0s", "--timeout is '0s'; expected 10ms to 24h")]
    [InlineData("predict -o jsn", "Did you mean 'json'?")]
    [InlineData("predict --memory 0", "--memory is '0'")]
    [InlineData("predict --nonsense", "--nonsense")]
    [InlineData("predikt", "predikt")]
    public async Task An_invalid_command_line_is_refused_with_the_expected_values(string line, string expected)
    {
        NinesRun run = await NinesRun.Of(line.Split(' '));

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(expected);
        run.Error.ShouldContain("--help");
    }

    [Fact]
    public async Task Without_importance_and_lists_probability_and_count_remain()
    {
        JsonElement journey = (await NinesRun.Of(
            "predict", NinesRun.At("examples", "etcd.yaml"), "-o", "json", "--no-importance", "--cut-sets", "0")).Journeys()[0];

        journey.GetProperty("exact").GetBoolean().ShouldBeTrue();
        journey.GetProperty("importance").GetArrayLength().ShouldBe(0);
        journey.GetProperty("minimalCutSets").GetProperty("top").GetArrayLength().ShouldBe(0);
        journey.GetProperty("minimalCutSets").GetProperty("count").GetString().ShouldBe("12");
    }

    [Fact]
    public async Task A_fault_tree_has_one_journey_per_top_event_with_its_probability()
    {
        NinesRun run = await NinesRun.WithInput(
            """
            <opsa-mef>
              <define-fault-tree name="ft">
                <define-gate name="top"><atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></atleast></define-gate>
                <define-basic-event name="a"><float value="0.1"/></define-basic-event>
                <define-basic-event name="b"><float value="0.2"/></define-basic-event>
                <define-basic-event name="c"><float value="0.3"/></define-basic-event>
              </define-fault-tree>
            </opsa-mef>
            """,
            "predict", "-", "-o", "json");

        JsonElement top = run.Journeys().ShouldHaveSingleItem();
        top.GetProperty("name").GetString().ShouldBe("top");
        top.GetProperty("unavailability").GetDouble().ShouldBe((0.1 * 0.2) + (0.1 * 0.3) + (0.2 * 0.3) - (2 * 0.1 * 0.2 * 0.3), 1e-15);
        top.GetProperty("minimalCutSets").GetProperty("count").GetString().ShouldBe("3");
    }

    [Fact]
    public async Task A_model_beyond_the_solver_limits_is_answered_with_bounds()
    {
        NinesRun run = await NinesRun.WithInput(Entangled(events: 400, gates: 600), "predict", "-", "-o", "json", "--timeout", "300ms", "--memory", "1");

        JsonElement top = run.Journeys()[0];
        top.GetProperty("exact").GetBoolean().ShouldBeFalse();
        top.GetProperty("lower").GetDouble().ShouldBeLessThan(top.GetProperty("upper").GetDouble());
    }

    [Fact]
    public async Task A_cancelled_run_ends_with_exit_code_130()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        (await NinesRun.Cancelled(cancelled.Token, "predict", NinesRun.At("examples", "hybrid.yaml"))).ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task The_answer_can_be_written_to_a_file()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("nines").FullName, "report.html");
        NinesRun run = await NinesRun.Of("predict", NinesRun.At("examples", "etcd.yaml"), "-o", "html", "--output-file", path);

        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("wrote");
        (await File.ReadAllTextAsync(path, TestLimit.Token)).ShouldContain("<svg");
    }

    /// <summary>A random fault tree whose gates share their arguments far and wide: no variable order is good.</summary>
    private static string Entangled(int events, int gates)
    {
        var random = new Random(7);
        var text = new System.Text.StringBuilder("<opsa-mef><define-fault-tree name=\"ft\">");
        for (int gate = 0; gate < gates; gate++)
        {
            text.Append($"<define-gate name=\"g{gate}\"><{(gate % 2 == 0 ? "and" : "or")}>");
            for (int argument = 0; argument < 4; argument++)
            {
                int lower = gate + 1 + random.Next(1, 60);
                text.Append(lower < gates && argument < 2 ? $"<gate name=\"g{lower}\"/>" : $"<basic-event name=\"e{random.Next(events)}\"/>");
            }

            text.Append($"</{(gate % 2 == 0 ? "and" : "or")}></define-gate>");
        }

        for (int i = 0; i < events; i++)
        {
            text.Append($"<define-basic-event name=\"e{i}\"><float value=\"0.2\"/></define-basic-event>");
        }

        return text.Append("</define-fault-tree></opsa-mef>").ToString();
    }
}
