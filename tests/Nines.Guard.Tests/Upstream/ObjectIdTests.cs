using System.Text.RegularExpressions;
using Nines.Guard.Decisions;

namespace Nines.Guard.Tests.Upstream;

public sealed partial class ObjectIdTests
{
    private const string Good = "0a1B2c3D-4e5F-6789-abcd-EF0123456789";

    [Fact]
    public void Recognized_ids_match_the_pattern_for_any_change_of_a_letter()
    {
        ObjectId.IsOne(Good).ShouldBeTrue();
        const string Letters = "09afAFgG-+ {x\u0660\0\u00ff\uff11";
        for (int at = 0; at < Good.Length; at++)
        {
            foreach (char letter in Letters)
            {
                string text = Good[..at] + letter + Good[(at + 1)..];
                ObjectId.IsOne(text).ShouldBe(Pattern().IsMatch(text), text);
                ObjectId.IsOne(Good[..at] + letter + Good[at..]).ShouldBeFalse();
            }

            ObjectId.IsOne(Good[..at] + Good[(at + 1)..]).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{0a1b2c3d-4e5f-6789-abcd-ef0123456789}")]
    [InlineData("urn:uuid:0a1b2c3d-4e5f-6789-abcd-ef0123456789")]
    [InlineData("+a1b2c3d-4e5f-6789-abcd-ef0123456789")]
    [InlineData("0x1b2c3d-4e5f-6789-abcd-ef0123456789")]
    [InlineData("0a1b2c3d4e5f6789abcdef0123456789")]
    public void Other_spellings_are_refused(string text) => ObjectId.IsOne(text).ShouldBeFalse();

    [GeneratedRegex("^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
