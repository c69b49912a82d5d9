using Nines.Text;

namespace Nines.Tests.Text;

public sealed class SpellingTests
{
    private static readonly string[] Keys = ["regions", "region", "registry", "zones", "nodePools", "min"];

    [Theory]
    [InlineData("regoins", "regions")]
    [InlineData("REGION", "region")]
    [InlineData("zone", "zones")]
    [InlineData("nodepool", "nodePools")]
    [InlineData("mni", "min")]
    public void The_nearest_name_is_found(string written, string expected) => Spelling.Nearest(written, Keys).ShouldBe(expected);

    [Theory]
    [InlineData("kubernetes")]
    [InlineData("")]
    [InlineData("x")]
    public void A_name_that_resembles_nothing_has_no_neighbour(string written) => Spelling.Nearest(written, Keys).ShouldBeNull();

    [Fact]
    public void Endless_names_are_not_compared() =>
        Spelling.Nearest(new string('a', 1_000_000), [new string('a', 1_000_000)]).ShouldBeNull();

    [Fact]
    public void A_hint_is_a_question() => Spelling.Hint("gaet", ["gate"]).ShouldBe("Did you mean 'gate'?");
}
