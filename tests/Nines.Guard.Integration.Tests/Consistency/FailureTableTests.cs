using Nines.Guard.Drills.Failures;
using Nines.Testing;

namespace Nines.Guard.Integration.Tests.Consistency;

public sealed class FailureTableTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task The_page_of_the_guard_shows_the_measured_table_with_every_row_and_no_wrong_decision()
    {
        string[] measured = FailureTable.Lines(await File.ReadAllTextAsync(Repository.File("bench/results/guard-failures.md"), Cancel));
        FailureTable.Lines(await File.ReadAllTextAsync(Repository.File("docs/guard.md"), Cancel)).ShouldBe(measured);
        string[][] rows = [.. measured.Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];
        rows.Select(cells => cells[2].Trim('`')).ShouldBe(FailureRows.All.Select(row => row.Name));
        rows.Select(cells => cells[1]).ShouldBe(FailureRows.All.Select(row => row.What));
        rows.ShouldAllBe(cells => cells[5] == "0");
    }

    [Fact]
    public void A_table_is_put_between_its_marks()
    {
        const string page = "before\n<!-- failures: written by bench/Nines.Guard.Drills -->\nold\n<!-- end of failures -->\nafter\n";
        FailureTable.Insert(page, ["| new |"]).ShouldBe(
            "before\n<!-- failures: written by bench/Nines.Guard.Drills -->\n\n| new |\n\n<!-- end of failures -->\nafter\n");
        Should.Throw<ArgumentException>(() => FailureTable.Insert("nothing", [])).Message.ShouldContain("the page has no");
    }
}
