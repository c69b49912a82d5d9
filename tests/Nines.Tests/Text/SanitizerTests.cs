using System.Globalization;
using System.Text;
using Nines.Text;

namespace Nines.Tests.Text;

public sealed class SanitizerTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("web-1", "web-1")]
    [InlineData("Grüße, 東京 🚀", "Grüße, 東京 🚀")]
    [InlineData("a\nb\tc", "a\\u000ab\\u0009c")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("abc\u202edcba", "abc\\u202edcba")]
    [InlineData("zero\u200bwidth", "zero\\u200bwidth")]
    [InlineData("\u2028\u2029\ue000", "\\u2028\\u2029\\ue000")]
    [InlineData("\U000e0041", "\\ue0041")]
    public void Invisible_characters_are_shown_by_their_number(string? text, string shown) => Sanitizer.Clean(text).ShouldBe(shown);

    [Fact]
    public void A_lone_surrogate_is_replaced() => Sanitizer.Clean("a\ud800b").ShouldBe("a\ufffdb");

    [Fact]
    public void Every_character_comes_out_as_something_visible_on_one_line()
    {
        for (int value = 0; value <= 0x10ffff; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            foreach (Rune shown in Sanitizer.Clean(new Rune(value).ToString()).EnumerateRunes())
            {
                Rune.GetUnicodeCategory(shown).ShouldNotBeOneOf(
                    UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator, UnicodeCategory.PrivateUse);
            }
        }
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcdef...")]
    [InlineData("ééééééé", 6, "éééééé...")]
    public void Long_text_is_cut(string text, int maxLength, string shown) => Sanitizer.Clean(text, maxLength).ShouldBe(shown);

    [Fact]
    public void A_quoted_value_fits_a_sentence() => Sanitizer.Quote(new string('x', 100)).ShouldBe($"'{new string('x', 60)}...'");

    [Theory]
    [InlineData("first\r\nsecond\tthird\n", "first second third")]
    [InlineData("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.abc was refused", "token (removed) was refused")]
    [InlineData("Authorization: Bearer abcdefgh12345 is bad", "Authorization: (removed) is bad")]
    [InlineData("bell \u0007", "bell \\u0007")]
    public void A_message_is_one_line_without_tokens(string text, string shown) => Sanitizer.CleanMessage(text).ShouldBe(shown);
}
