using Nines.Cli.Verbs.Audit;
using Nines.Clusters;

namespace Nines.Cli.Tests.Audit;

/// <summary>Selectors as kubectl documents them.</summary>
public sealed class SelectorTextTests
{
    private static readonly Dictionary<string, string> s_labels = new() { ["app"] = "web", ["env"] = "prod", ["example.com/team"] = "" };

    [Theory]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData("app = web , env = prod", true)]
    [InlineData("app=web,env=test", false)]
    [InlineData("app!=web", false)]
    [InlineData("tier!=db", true)]
    [InlineData("env in (test, prod)", true)]
    [InlineData("env notin (test, prod)", false)]
    [InlineData("tier notin (a)", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!tier", true)]
    [InlineData("example.com/team=", true)]
    [InlineData("env in (test,prod),app", true)]
    public void A_selector_matches_as_in_kubectl(string text, bool expected)
    {
        LabelSelector selector = SelectorText.Parse(text, out string? fault).ShouldNotBeNull();

        fault.ShouldBeNull();
        selector.Matches(s_labels).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("app=web,")]
    [InlineData("=web")]
    [InlineData("app=we b")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("app) in (web")]
    [InlineData("app among (web)")]
    [InlineData("app>3")]
    [InlineData("\u001b[31m=x")]
    public void Invalid_selectors_are_refused(string text)
    {
        SelectorText.Parse(text, out string? fault).ShouldBeNull();

        fault.ShouldNotBeNull().ShouldContain("expected key=value");
    }
}
