using Nines.Reliability.OpenPsa;

namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaCommonCauseTests
{
    /// <summary>Three trains of a valve and a pump each, both kinds with common causes; the numbers are those of SCRAM's tests.</summary>
    [Theory]
    [InlineData("MGL", new[] { 0.2, 0.1 }, 2, 0.01630)]
    [InlineData("alpha-factor", new[] { 0.7, 0.2, 0.1 }, 1, 0.05298)]
    public void Three_trains_have_the_published_probability(string model, double[] factors, int level, double expected)
    {
        string xml = $"""
            <opsa-mef><define-fault-tree name="trains">
              <define-gate name="all"><and><gate name="t1"/><gate name="t2"/><gate name="t3"/></and></define-gate>
              {string.Concat(Enumerable.Range(1, 3).Select(i =>
                  $"<define-gate name=\"t{i}\"><or><basic-event name=\"valve{i}\"/><basic-event name=\"pump{i}\"/></or></define-gate>"))}
            </define-fault-tree>
            {Group("valve", model, factors, level)}
            {Group("pump", model, factors, level)}
            </opsa-mef>
            """;

        Mef.Probability(xml).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Two_trains_with_beta_factors_have_the_probability_of_enumeration()
    {
        OpenPsaReading reading = Mef.Read(TwoPumps("<factor level=\"2\"><float value=\"0.2\"/></factor>"));

        reading.Errors.ShouldBeEmpty();
        reading.Tops[0].Function.Events.Select(e => e.Name).ShouldBe(["p1", "p2", "pumps[p1 p2]"]);
        StateEnumeration.Probability(reading.Tops[0].Function).ShouldBe(1 - (0.98 * (1 - (0.08 * 0.08))), 1e-12);
    }

    [Theory]
    [InlineData("<factor level=\"3\"><float value=\"0.2\"/></factor>", "The level is '3'; expected 2.")]
    [InlineData("", "Group 'pumps': a factor is missing.")]
    [InlineData("<factors><factor><float value=\"0.2\"/></factor><factor><float value=\"0.2\"/></factor></factors>", "2 factors are given")]
    [InlineData("<factor><float value=\"2\"/></factor>", "The probability of a factor of group 'pumps' is 2; expected 0 to 1.")]
    public void Invalid_groups_are_reported(string factors, string expected) =>
        Mef.Errors(TwoPumps(factors)).ShouldContain(expected);

    [Fact]
    public void A_group_has_a_known_model_two_members_and_a_distribution()
    {
        string errors = Mef.Errors("""
            <opsa-mef>
              <define-fault-tree name="t"><define-gate name="top"><basic-event name="p1"/></define-gate></define-fault-tree>
              <define-CCF-group name="one" model="beta-facter"><members><basic-event name="p1"/><basic-event name="p2"/></members>
                <distribution><float value="0.1"/></distribution><factor><float value="0.1"/></factor></define-CCF-group>
              <define-CCF-group name="two" model="MGL"><members><basic-event name="p3"/></members></define-CCF-group>
            </opsa-mef>
            """);

        errors.ShouldContain("The model is 'beta-facter'; expected beta-factor, MGL, alpha-factor, phi-factor. Did you mean 'beta-factor'?");
        errors.ShouldContain("Group 'two' has 1 members; expected 2 or more.");
        errors.ShouldContain("Group 'two' has 0 distributions; expected one.");
    }

    [Fact]
    public void A_group_of_too_many_subsets_is_refused()
    {
        string members = string.Concat(Enumerable.Range(0, 20).Select(i => $"<basic-event name=\"p{i}\"/>"));
        string factors = string.Concat(Enumerable.Range(0, 19).Select(_ => "<factor><float value=\"0.5\"/></factor>"));

        Mef.Errors($"""
            <opsa-mef>
              <define-fault-tree name="t"><define-gate name="top"><basic-event name="p1"/></define-gate></define-fault-tree>
              <define-CCF-group name="many" model="MGL"><members>{members}</members>
                <distribution><float value="0.1"/></distribution><factors>{factors}</factors></define-CCF-group>
            </opsa-mef>
            """).ShouldContain("Group 'many' needs 1.04858E+06 events; at most 4096 are supported.");
    }

    private static string TwoPumps(string factors) => $"""
        <opsa-mef>
          <define-fault-tree name="t"><define-gate name="top"><and><event name="p1"/><event name="p2"/></and></define-gate></define-fault-tree>
          <define-CCF-group name="pumps" model="beta-factor">
            <members><basic-event name="p1"/><basic-event name="p2"/></members>
            <distribution><float value="0.1"/></distribution>{factors}
          </define-CCF-group>
        </opsa-mef>
        """;

    private static string Group(string name, string model, double[] factors, int level) => $"""
        <define-CCF-group name="{name}s" model="{model}">
          <members>{string.Concat(Enumerable.Range(1, 3).Select(i => $"<basic-event name=\"{name}{i}\"/>"))}</members>
          <distribution><float value="0.1"/></distribution>
          <factors>{string.Concat(factors.Select((f, i) => $"<factor level=\"{level + i}\"><float value=\"{f}\"/></factor>"))}</factors>
        </define-CCF-group>
        """;
}
