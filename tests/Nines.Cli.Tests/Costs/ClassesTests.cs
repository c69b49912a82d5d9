using System.Text.Json;
using Nines.Testing;

namespace Nines.Cli.Tests.Costs;

/// <summary>The four classes of service: what each costs more, it is more available.</summary>
public sealed class ClassesTests
{
    private static readonly string[] Classes = ["best-effort", "maintenance-window", "quick-recovery", "zero-downtime"];

    [Fact]
    public async Task Each_class_is_dearer_and_more_available_than_the_one_before_and_meets_its_own_objective()
    {
        NinesRun run = await NinesRun.Of(["predict", .. Classes.Select(name => NinesRun.At("examples", "classes", $"{name}.yaml")), "--cost", "-o", "json"]);
        JsonElement[] files = [.. run.Json().GetProperty("files").EnumerateArray()];
        (decimal Cost, double Down)[] classes =
        [
            .. files.Select(file => (
                file.GetProperty("cost").GetProperty("total").GetDecimal(),
                file.GetProperty("journeys").EnumerateArray().Single(journey => journey.GetProperty("name").GetString() == "serve").GetProperty("unavailability").GetDouble())),
        ];

        run.ExitCode.ShouldBe(0);
        classes.Select(each => each.Cost).ShouldBe(classes.Select(each => each.Cost).Order());
        classes.Select(each => each.Down).ShouldBe(classes.Select(each => each.Down).OrderDescending());
    }

    [Fact]
    public async Task The_prices_on_the_page_are_those_of_the_program()
    {
        string page = await File.ReadAllTextAsync(Repository.File("docs/predict.md"), TestLimit.Token);
        NinesRun run = await NinesRun.Of(["predict", .. Classes.Select(name => NinesRun.At("examples", "classes", $"{name}.yaml")), "--cost"]);

        foreach (string name in Classes)
        {
            string row = page.Split('\n').Single(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
            string price = row.Split('|')[^2].Trim();
            run.Output.Split('\n').ShouldContain(line => line.TrimStart().StartsWith($"{name} ", StringComparison.Ordinal) && line.EndsWith(price, StringComparison.Ordinal));
        }
    }
}
