using Nines.Reliability.OpenPsa;

namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaFormulaTests
{
    private const string A = "<basic-event name=\"a\"/>";
    private const string B = "<event name=\"b\"/>";
    private const string C = "<event name=\"c\" type=\"basic-event\"/>";

    [Theory]
    [InlineData(A, 0.1)]
    [InlineData($"<and>{A}{B}</and>", 0.02)]
    [InlineData($"<or>{A}{B}</or>", 0.28)]
    [InlineData($"<not>{A}</not>", 0.9)]
    [InlineData($"<xor>{A}{B}</xor>", (0.1 * 0.8) + (0.9 * 0.2))]
    [InlineData($"<iff>{A}{B}</iff>", 0.02 + (0.9 * 0.8))]
    [InlineData($"<xor>{A}{B}{C}</xor>", (0.1 * 0.8 * 0.7) + (0.9 * 0.2 * 0.7) + (0.9 * 0.8 * 0.3) + 0.006)]
    [InlineData($"<xor>{A}</xor>", 0.1)]
    [InlineData($"<iff>{A}{B}{C}</iff>", (0.1 * 0.8 * 0.7) + (0.9 * 0.2 * 0.7) + (0.9 * 0.8 * 0.3) + 0.006)]
    [InlineData($"<iff><iff>{A}{B}</iff>{C}</iff>", (0.1 * 0.8 * 0.7) + (0.9 * 0.2 * 0.7) + (0.9 * 0.8 * 0.3) + 0.006)]
    [InlineData($"<nand>{A}{B}{C}</nand>", 0.994)]
    [InlineData($"<nor>{A}{B}{C}</nor>", 0.9 * 0.8 * 0.7)]
    [InlineData($"<nand>{A}{B}</nand>", 0.98)]
    [InlineData($"<nor>{A}{B}</nor>", 0.72)]
    [InlineData($"<imply>{A}{B}</imply>", 1 - (0.1 * 0.8))]
    [InlineData($"<atleast min=\"2\">{A}{B}{C}</atleast>", (0.1 * 0.2 * 0.7) + (0.1 * 0.8 * 0.3) + (0.9 * 0.2 * 0.3) + 0.006)]
    [InlineData($"<cardinality min=\"1\" max=\"2\">{A}{B}{C}</cardinality>", 1 - (0.9 * 0.8 * 0.7) - 0.006)]
    [InlineData($"<cardinality min=\"0\" max=\"0\">{A}{B}</cardinality>", 0.72)]
    [InlineData($"<or><and>{A}<not><or>{B}{C}</or></not></and><constant value=\"false\"/></or>", 0.1 * 0.8 * 0.7)]
    [InlineData("<constant value=\"true\"/>", 1)]
    public void Each_connective_has_the_meaning_of_the_format(string formula, double expected) =>
        Mef.Probability(Mef.Formula(formula)).ShouldBe(expected, 1e-12);

    [Fact]
    public void Gates_house_events_labels_and_attributes_work_together() => Mef.Probability($"""
        <opsa-mef>
          <define-fault-tree name="t">
            <label>A tree</label>
            <attributes><attribute name="author" value="me"/></attributes>
            <define-gate name="alias"><label>Just b</label><gate name="under"/></define-gate>
            <define-gate name="top"><or><and><gate name="alias"/><house-event name="on"/></and><house-event name="off"/></or></define-gate>
            <define-gate name="under"><or>{A}{B}</or></define-gate>
            <define-house-event name="on"><constant value="true"/></define-house-event>
            <define-house-event name="off"/>
          </define-fault-tree>
          {Mef.FourEvents}
        </opsa-mef>
        """).ShouldBe(0.28, 1e-12);

    [Fact]
    public void Gates_that_nothing_refers_to_are_top_events_in_file_order()
    {
        OpenPsaReading reading = Mef.Read($"""
            <opsa-mef>
              <define-fault-tree name="one">
                <define-gate name="second-in-name"><label>First top</label><and>{A}<gate name="shared"/></and></define-gate>
                <define-gate name="shared">{B}</define-gate>
              </define-fault-tree>
              <define-fault-tree name="two">
                <define-gate name="another"><or><gate name="shared"/>{C}</or></define-gate>
              </define-fault-tree>
              {Mef.FourEvents}
            </opsa-mef>
            """);

        reading.Tops.Select(top => (top.Name, top.FaultTree)).ShouldBe([("second-in-name", "one"), ("another", "two")]);
        reading.Tops[0].Label.ShouldBe("First top");
        reading.Tops[0].Position.Line.ShouldBe(3);
        reading.Tops.Select(top => string.Concat(top.Function.Events.Select(e => e.Name))).ShouldBe(["ab", "bc"], "only its own events");
    }

    [Fact]
    public void Private_names_are_found_from_inside_outwards_and_by_path()
    {
        OpenPsaReading reading = Mef.Read("""
            <opsa-mef><define-fault-tree name="t">
              <define-gate name="top"><or><gate name="left.g"/><gate name="t.right.g"/><basic-event name="open"/></or></define-gate>
              <define-component name="left" role="private">
                <define-gate name="g"><basic-event name="pump"/></define-gate>
                <define-basic-event name="pump"><float value="0.1"/></define-basic-event>
                <define-basic-event name="open" role="public"><float value="0.5"/></define-basic-event>
              </define-component>
              <define-component name="right" role="private">
                <define-gate name="g"><and><basic-event name="pump"/><basic-event name="inner.deep"/></and></define-gate>
                <define-basic-event name="pump"><label>The right pump</label><float value="0.2"/></define-basic-event>
                <define-component name="inner"><define-basic-event name="deep"><float value="0.3"/></define-basic-event></define-component>
              </define-component>
            </define-fault-tree></opsa-mef>
            """);

        reading.Errors.ShouldBeEmpty();
        reading.Tops[0].Function.Events.Select(e => e.Name).ShouldBe(["t.left.pump", "t.right.pump", "t.right.inner.deep", "open"], ignoreOrder: true);
        reading.Tops[0].EventLabels["t.right.pump"].ShouldBe("The right pump");
        StateEnumeration.Probability(reading.Tops[0].Function).ShouldBe(1 - (0.9 * (1 - 0.06) * 0.5), 1e-12);
    }

    [Fact]
    public void A_hundred_thousand_gates_are_read_without_recursion()
    {
        const int Gates = 100_000;
        var xml = new System.Text.StringBuilder("<opsa-mef><define-fault-tree name=\"chain\">");
        for (int i = 0; i < Gates; i++)
        {
            string next = i + 1 < Gates ? $"<gate name=\"g{i + 1}\"/>" : "<basic-event name=\"b\"/>";
            xml.Append($"<define-gate name=\"g{i}\"><or>{next}<basic-event name=\"a\"/></or></define-gate>");
        }

        xml.Append("</define-fault-tree>").Append(Mef.FourEvents).Append("</opsa-mef>");

        OpenPsaReading reading = Mef.Read(xml.ToString());

        reading.Tops.ShouldHaveSingleItem().Name.ShouldBe("g0");
        reading.Tops[0].Function.NodeCount.ShouldBe(Gates + 2);
    }
}
