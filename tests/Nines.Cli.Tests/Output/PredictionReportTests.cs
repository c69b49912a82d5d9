using Nines.Cli.Verbs.Predict.Terminal;
using Nines.Environments.Predictions;
using Nines.Testing;

namespace Nines.Cli.Tests.Output;

public sealed class PredictionReportTests
{
    [Fact]
    public void One_file_is_reported_completely() => Golden.Verify(Render(100, Sample.Hybrid()), "hybrid.txt");

    [Fact]
    public void The_report_fits_eighty_columns()
    {
        string text = Render(80, Sample.Hybrid());
        Golden.Verify(text, "hybrid-80.txt");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
    }

    [Fact]
    public void Every_table_fits_sixty_columns_and_nothing_is_cut_off()
    {
        string[] reports = [Render(60, Sample.Hybrid()), Render(60, Sample.FaultTree()), Render(60, Sample.Hybrid(), Sample.Hybrid("other/better.yaml", 1e-5))];
        foreach (string report in reports)
        {
            report.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(60, report);
            report.ShouldNotContain("…");
        }
    }

    [Fact]
    public void Several_files_stand_side_by_side() => Golden.Verify(
        Render(100, Sample.Hybrid(), Sample.Hybrid("other/better.yaml", 1e-5), Sample.SharedServices()), "compared.txt");

    [Fact]
    public void Many_files_become_the_rows()
    {
        Prediction[] all = [.. Enumerable.Range(1, 12).Select(index => Sample.Hybrid($"tier{index}.yaml", 1e-5 * index))];
        string text = Render(80, all);
        Golden.Verify(text, "many.txt");
        text.ShouldContain("tier12");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
    }

    [Fact]
    public void Names_are_never_read_as_markup() => Golden.Verify(Render(100, Sample.Awkward()), "awkward.txt");

    [Fact]
    public void A_fault_tree_is_reported_as_probabilities() => Golden.Verify(Render(100, Sample.FaultTree()), "fault-tree.txt");

    [Fact]
    public void Color_does_not_change_the_text()
    {
        string plain = Render(100, Sample.Hybrid());
        string coloured = TextConsole.Render(console => PredictionReport.Write([Sample.Hybrid()], console), 100, colour: true);
        coloured.ShouldContain("\u001b[");
        foreach (string word in plain.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            coloured.ShouldContain(word);
        }
    }

    [Fact]
    public void An_explanation_is_an_indented_tree()
    {
        ExplanationLine leaf = new("Traffic Manager: 99.99 %", null, null, "shared-services.yaml:7:41", []);
        ExplanationLine root = new("Sign in: 99.97997 %", "A = A1 x A2", "0.9999 x 0.99989965", null,
            [leaf, new ExplanationLine("[bold]Stacks", "U = U1 x U2", "2.5e-7", null, [leaf])]);
        Golden.Verify(TextConsole.Render(console => ExplanationReport.Write(root, console)), "explanation.txt");
    }

    [Fact]
    public void A_deep_explanation_does_not_overflow()
    {
        ExplanationLine line = new("bottom", null, null, null, []);
        for (int depth = 0; depth < 20_000; depth++)
        {
            line = new ExplanationLine("level", null, null, null, [line]);
        }

        TextConsole.Render(console => ExplanationReport.Write(line, console)).ShouldContain("The rest is omitted");
    }

    private static string Render(int width, params Prediction[] predictions) =>
        TextConsole.Render(console => PredictionReport.Write(predictions, console), width);
}
