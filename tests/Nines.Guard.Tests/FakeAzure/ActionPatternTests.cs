using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Nines.FakeAzure.Tenants;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class ActionPatternTests
{
    [Theory]
    [InlineData("*", "Microsoft.ContainerService/managedClusters/pods/read", true)]
    [InlineData("Microsoft.ContainerService/managedClusters/*/read", "microsoft.containerservice/managedclusters/apps/deployments/READ", true)]
    [InlineData("Microsoft.ContainerService/managedClusters/*/read", "Microsoft.ContainerService/managedClusters/read", false)]
    [InlineData("*/read", "a/b/c/readx", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("**", "", true)]
    public void Wildcards_stand_for_any_text(string pattern, string action, bool matches) =>
        ActionPattern.Matches(pattern, action).ShouldBe(matches);

    [Fact]
    public void Patterns_agree_with_regular_expressions()
    {
        Gen<string> letters = Gen.Elements('a', 'B', '/', '*').ArrayOf().Select(array => new string(array));
        Prop.ForAll(Arb.From(letters), Arb.From(letters), (pattern, text) =>
            ActionPattern.Matches(pattern, text) == Regex.IsMatch(
                text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z",
                RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithReplay(1, 3));
    }

    [Theory]
    [InlineData("/", "/subscriptions/a", true)]
    [InlineData("/subscriptions/a", "/subscriptions/a", true)]
    [InlineData("/subscriptions/a/", "/SUBSCRIPTIONS/A/resourceGroups/b", true)]
    [InlineData("/subscriptions/a", "/subscriptions/ab", false)]
    [InlineData("/subscriptions/a/resourceGroups/b", "/subscriptions/a", false)]
    public void Scopes_cover_what_is_below_segment_by_segment(string above, string scope, bool covers) =>
        AccessEvaluator.Covers(above, scope).ShouldBe(covers);
}
