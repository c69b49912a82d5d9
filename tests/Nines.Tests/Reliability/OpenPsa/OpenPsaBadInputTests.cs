using System.Text;
using Nines.Reliability.Months;
using Nines.Reliability.OpenPsa;

namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaBadInputTests
{
    [Theory]
    [InlineData("", "model.xml: The file is empty; expected an Open-PSA model, <opsa-mef>.")]
    [InlineData("   ", "This is not well-formed XML")]
    [InlineData("name: hybrid\nregions: {}", "This is not well-formed XML")]
    [InlineData("<project/>", "model.xml:1:1: Expected an Open-PSA model, <opsa-mef>, but found <project>.")]
    [InlineData("<opsa-mef/>", "model.xml:1:1: The model has no gates, so there is nothing to compute.")]
    [InlineData("<opsa-mef><define-fault-tree name=\"t\">", "This is not well-formed XML")]
    [InlineData("<!DOCTYPE opsa-mef><opsa-mef/>", "A document type (<!DOCTYPE>) is not allowed here; remove it.")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"&#99;\"><!ENTITY c \"&b;&b;\">]><opsa-mef>&c;</opsa-mef>", "is not allowed here")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><opsa-mef>&b;</opsa-mef>", "is not allowed here")]
    [InlineData("<opsa-mef>&b;</opsa-mef>", "This is not well-formed XML")]
    [InlineData("<opsa-mef><include file=\"other.xml\"/></opsa-mef>", "model.xml:1:11: The file 'other.xml' is not read. Name a file by its path relative to this one.")]
    [InlineData("<opsa-mef>stray</opsa-mef>", "model.xml:1:11: Text is not allowed inside <opsa-mef>; remove it.")]
    [InlineData("<?xml version=\"1.0\" encoding=\"klingon\"?><opsa-mef/>", "model.xml:1:")]
    public void A_file_that_is_no_model_is_refused_with_a_reason(string xml, string expected) => Mef.Errors(xml).ShouldContain(expected);

    [Theory]
    [InlineData("<define-event-tree name=\"e\"><anything/></define-event-tree>", "event trees are not supported. Remove it")]
    [InlineData("<define-initiating-event name=\"i\"/>", "event trees are not supported. Remove it")]
    [InlineData("<define-substitution name=\"s\"/>", "substitutions are not supported. Write the gates")]
    [InlineData("<define-alignment name=\"a\"><define-phase name=\"p\" time-fraction=\"1\"/></define-alignment>", "missions and phases are not supported. Write one file for each phase")]
    [InlineData("<define-extern-library name=\"l\" path=\"x\"/>", "external functions are not called. Give the value")]
    public void Parts_of_the_format_that_would_change_the_figures_are_refused_by_name(string element, string expected)
    {
        string xml = Mef.Formula("<basic-event name=\"a\"/>").Replace("</opsa-mef>", $"\n{element}</opsa-mef>", StringComparison.Ordinal);

        string tag = element[1..element.IndexOf(' ', StringComparison.Ordinal)];
        Mef.Read(xml).Errors.ShouldHaveSingleItem().ToString().ShouldStartWith($"model.xml:7:1: <{tag}>: {expected}");
    }

    [Theory]
    [InlineData("<extern-function name=\"f\"/>", "<extern-function>: external functions are not called.")]
    [InlineData("<ite><test-functional-event name=\"f\" state=\"s\"/><float value=\"0\"/><float value=\"1\"/></ite>", "<test-functional-event>: event trees are not supported.")]
    [InlineData("<system-mission-time unit=\"years\"/>", "The unit 'years' is not supported; expected hours or hours-1.")]
    public void Expressions_that_cannot_be_computed_are_refused_by_name(string expression, string expected) =>
        Mef.Errors(Mef.Expression(expression)).ShouldContain(expected);

    [Fact]
    public void A_parameter_in_years_is_refused() => Mef.Errors(Mef.Expression(
        "<exponential><parameter name=\"l\"/><float value=\"10\"/></exponential>",
        "<define-parameter name=\"l\" unit=\"years-1\"><float value=\"1e-3\"/></define-parameter>")).ShouldContain("The unit 'years-1' is not supported");

    [Fact]
    public void The_long_form_of_a_periodic_test_is_refused_with_a_way_out() => Mef.Errors(Mef.Expression(
        $"<periodic-test>{string.Concat(Enumerable.Repeat("<float value=\"1\"/>", 11))}</periodic-test>"))
        .ShouldContain("<periodic-test> has 11 arguments; expected 4 or 5. The form of 11 arguments is not supported: use that of 5");

    [Fact]
    public void A_file_that_is_something_else_is_refused_without_a_word_of_it()
    {
        const string Secret = "hunter2";
        string[] files = [$"password: {Secret}", $"<opsa-mef>{Secret}</opsa-mef>", $"<opsa-mef a=\"{Secret}\" {Secret}>", $"<opsa-mef>&{Secret};</opsa-mef>", $"<opsa-mef></{Secret}>"];
        foreach (string file in files)
        {
            Mef.Errors(file).ShouldNotBeEmpty();
            Mef.Errors(file).ShouldNotContain(Secret);
        }
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_its_place()
    {
        string errors = Mef.Errors("""
            <opsa-mef>
              <define-fault-tree name="t">
                <define-gate name="top"><or><gate name="pump-systen"/><basic-event name="a"/><gaet name="x"/></or></define-gate>
                <define-gate name="pump-system"><atleast min="4"><basic-event name="a"/><basic-event name="b"/></atleast></define-gate>
                <define-gate name="pump-system"><basic-event name="a"/></define-gate>
                <define-gate name="none"></define-gate>
                <define-gate><basic-event name="a"/></define-gate>
                <define-gate name="wrong-kind"><or><gate name="a"/><not><basic-event name="b"/><basic-event name="b"/></not></or></define-gate>
              </define-fault-tree>
              <model-data>
                <define-basic-event name="a"><float value="7"/></define-basic-event>
                <define-basic-event name="b"/>
              </model-data>
            </opsa-mef>
            """);

        errors.Split('\n').ShouldBe(
        [
            "model.xml:3:33: Gate 'pump-systen' is not defined. Did you mean 'pump-system'?",
            "model.xml:3:82: <gaet> is not known inside <or>. Did you mean 'gate'?",
            "model.xml:4:37: The min of <atleast> is '4'; expected a whole number from 1 to 2, the number of arguments.",
            "model.xml:5:5: Event 'pump-system' is defined twice; the first time was at line 4.",
            "model.xml:6:5: Gate 'none' has 0 formulas; expected one.",
            "model.xml:7:5: <define-gate> needs the attribute 'name'.",
            "model.xml:8:40: 'a' is a basic event, not a gate.",
            "model.xml:8:56: <not> has 2 arguments; expected 1.",
            "model.xml:11:34: The probability of basic event 'a' is 7; expected 0 to 1.",
            "model.xml:12:5: Basic event 'b' has no probability.",
        ]);
    }

    [Fact]
    public void A_cycle_is_reported_with_its_path()
    {
        string xml = $"""
            <opsa-mef><define-fault-tree name="t">
              <define-gate name="top"><and><gate name="one"/><event name="a"/></and></define-gate>
              <define-gate name="one"><or><event name="a"/><gate name="two"/></or></define-gate>
              <define-gate name="two"><not><gate name="one"/></not></define-gate>
              <define-gate name="self"><gate name="self"/></define-gate>
            </define-fault-tree>{Mef.FourEvents}</opsa-mef>
            """;

        Mef.Errors(xml).Split('\n').ShouldBe(
        [
            "model.xml:3:3: Gate 'one' depends on itself: one -> two -> one.",
            "model.xml:5:3: Gate 'self' depends on itself: self -> self.",
        ]);
    }

    [Fact]
    public void A_model_without_any_probability_is_one_error()
    {
        OpenPsaReading reading = Mef.Read("""
            <opsa-mef><define-fault-tree name="t">
              <define-gate name="top"><and><event name="a"/><basic-event name="b"/><event name="c"/></and></define-gate>
              <define-basic-event name="b"/>
            </define-fault-tree></opsa-mef>
            """);

        reading.Errors.ShouldHaveSingleItem().Message.ShouldBe("The model gives no probabilities, only structure.");
    }

    [Fact]
    public void An_undefined_event_in_a_model_with_probabilities_is_named() =>
        Mef.Errors(Mef.Formula("<or><event name=\"e\"/><basic-event name=\"aa\"/></or>")).ShouldBe(
            "model.xml:1:67: Event 'e' is not defined.\nmodel.xml:1:84: Basic event 'aa' is not defined. Did you mean 'a'?");

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var xml = new StringBuilder("<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"top\">");
        xml.Insert(xml.Length, "<not>", 100_000);
        xml.Append("<basic-event name=\"a\"/>");
        xml.Insert(xml.Length, "</not>", 100_000);
        xml.Append("</define-gate></define-fault-tree></opsa-mef>");

        Mef.Errors(xml.ToString()).ShouldContain("Elements are nested more than 512 deep.");
    }

    [Fact]
    public void Nesting_within_the_limit_is_fine()
    {
        string formula = string.Concat(Enumerable.Repeat("<not>", 500)) + "<event name=\"a\"/>" + string.Concat(Enumerable.Repeat("</not>", 500));

        Mef.Read(Mef.Formula(formula)).Tops.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        byte[] large = new byte[3 << 20];
        Array.Fill(large, (byte)' ');
        "<opsa-mef>"u8.CopyTo(large);

        Mef.Read(large, new OpenPsaLimits { MaxBytes = 2 << 20 }).Errors
            .ShouldHaveSingleItem().Message.ShouldBe("The model is larger than 2 MiB.");
    }

    [Fact]
    public void Too_many_elements_or_nodes_are_refused()
    {
        string xml = Mef.Formula("<or><event name=\"a\"/><event name=\"b\"/></or>");

        Mef.Read(xml, new OpenPsaLimits { MaxElements = 5 }).Errors.ShouldHaveSingleItem().Message.ShouldContain("more than 5 elements");
        Mef.Read(xml, new OpenPsaLimits { MaxNodes = 2 }).Errors.ShouldHaveSingleItem().Message.ShouldContain("more than 2 nodes");
    }

    [Fact]
    public void Endless_errors_are_counted_rather_than_listed()
    {
        string many = string.Concat(Enumerable.Repeat("<gate name=\"nobody\"/>", 500));

        OpenPsaReading reading = Mef.Read(Mef.Formula($"<or>{many}</or>"), new OpenPsaLimits { MaxErrors = 10 });

        reading.Errors.Length.ShouldBe(11);
        reading.Errors[^1].Message.ShouldBe("There are 490 more errors.");
    }

    [Fact]
    public void Binary_files_and_broken_models_never_throw()
    {
        byte[] model = Encoding.UTF8.GetBytes(Mef.Formula(
            "<atleast min=\"2\"><event name=\"a\"/><not><event name=\"b\"/></not><xor><event name=\"c\"/><event name=\"d\"/></xor></atleast>"));
        for (ulong seed = 0; seed < 2000; seed++)
        {
            var random = Xoshiro256.FromSeed(seed);
            byte[] broken = seed % 10 == 0 ? new byte[200] : (byte[])model.Clone();
            for (int i = 0; i < (seed % 10 == 0 ? 200 : 1 + (int)(seed % 5)); i++)
            {
                broken[random.Next() % (ulong)broken.Length] = (byte)random.Next();
            }

            OpenPsaReading reading = Mef.Read(broken);
            (reading.IsValid ? reading.Tops.Length : reading.Errors.Length).ShouldBeGreaterThan(0, $"seed {seed}");
        }
    }

    [Fact]
    public void It_stops_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var stream = new MemoryStream("<opsa-mef/>"u8.ToArray());

        Should.Throw<OperationCanceledException>(() => OpenPsaReader.Read(stream, "model.xml", cancellationToken: cancelled.Token));
    }
}
