using System.Text;

namespace Nines.Cli.Tests.BadInput;

/// <summary>Fault trees that are wrong or hostile.</summary>
public sealed class FaultTreeRefusalTests
{
    [Theory]
    [InlineData("<opsa-mef/>", "-")]
    [InlineData("<opsa-mef><define-fault-tree name=\"a\"><define-gate", "-:1:")]
    [InlineData("<html><body/></html>", "-:1:1: Expected an Open-PSA model, <opsa-mef>, but found <html>.")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"b\">]><opsa-mef>&b;</opsa-mef>", "-")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><opsa-mef/>", "-")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"http://localhost:1/\">]><opsa-mef>&b;</opsa-mef>", "-")]
    public async Task A_file_that_is_not_a_model_is_refused(string xml, string start) =>
        Refusal.Of(await NinesRun.WithInput(xml, "predict", "-")).ShouldHaveSingleItem().ShouldStartWith(start);

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var folder = new TemporaryFolder();

        Refusal.Of(await NinesRun.Of("predict", folder.Write("e.xml", ""))).ShouldHaveSingleItem().ShouldContain("The file is empty");
    }

    [Fact]
    public async Task Expanding_entities_are_refused()
    {
        var dtd = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 20; i++)
        {
            dtd.Append($"<!ENTITY l{i} \"").Insert(dtd.Length, $"&l{i - 1};", 10).Append("\">");
        }

        Refusal.Of(await NinesRun.WithInput($"{dtd}]><opsa-mef>&l19;</opsa-mef>", "predict", "-")).ShouldHaveSingleItem().ShouldContain("<!DOCTYPE>");
    }

    [Theory]
    [InlineData("<or><gate name=\"h\"/><basic-event name=\"e\"/></or>", "Gate 'h' is not defined.")]
    [InlineData("<or><gate name=\"g\"/><basic-event name=\"e\"/></or>", "Gate 'g' depends on itself: g -> g.")]
    [InlineData("<or><basic-event name=\"f\"/></or>", "'f'")]
    [InlineData("<atleast min=\"3\"><basic-event name=\"e\"/><basic-event name=\"e\"/></atleast>", "3")]
    [InlineData("<frobnicate/>", "frobnicate")]
    public async Task An_invalid_gate_is_refused_with_its_position(string formula, string expected)
    {
        string[] lines = Refusal.Of(await NinesRun.WithInput(Tree(formula, "0.1"), "predict", "-"));

        lines.ShouldContain(line => line.StartsWith("-:1:", StringComparison.Ordinal) && line.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("")]
    public async Task An_invalid_probability_is_refused_with_its_position(string probability) =>
        Refusal.Of(await NinesRun.WithInput(Tree("<or><basic-event name=\"e\"/></or>", probability), "predict", "-"))
            .ShouldHaveSingleItem().ShouldStartWith("-:1:");

    [Fact]
    public async Task Nesting_a_hundred_thousand_deep_is_refused()
    {
        string formula = new StringBuilder().Insert(0, "<not>", 100_000).Append("<basic-event name=\"e\"/>").Insert(0, "", 1).ToString()
            + new StringBuilder().Insert(0, "</not>", 100_000);

        Refusal.Of(await NinesRun.WithInput(Tree(formula, "0.1"), "predict", "-")).ShouldContain(line => line.Contains("nested more than 512 deep", StringComparison.Ordinal));
    }

    private static string Tree(string formula, string probability) =>
        $"<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"g\">{formula}</define-gate>"
        + $"<define-basic-event name=\"e\"><float value=\"{probability}\"/></define-basic-event></define-fault-tree></opsa-mef>";
}
