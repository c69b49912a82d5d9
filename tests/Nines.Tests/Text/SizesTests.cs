using Nines.Text;

namespace Nines.Tests.Text;

public sealed class SizesTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1500", 1500)]
    [InlineData("1500B", 1500)]
    [InlineData("1Ki", 1024)]
    [InlineData("16KiB", 16 * 1024)]
    [InlineData("16 KiB", 16 * 1024)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("2Ti", 2L << 40)]
    [InlineData("1k", 1000)]
    [InlineData("1KB", 1000)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("1G", 1_000_000_000)]
    [InlineData("1T", 1_000_000_000_000)]
    [InlineData("1152921504606846976", 1L << 60)]
    public void A_size_is_parsed(string text, long bytes)
    {
        Sizes.TryParse(text, out long value).ShouldBeTrue();

        value.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("Ki")]
    [InlineData("1  Ki")]
    [InlineData("1 ")]
    [InlineData("1.Ki")]
    [InlineData("1mb")]
    [InlineData("1BB")]
    [InlineData("1kiB")]
    [InlineData("1e3")]
    [InlineData("1152921504606846977")]
    [InlineData("9999999999Ti")]
    public void Anything_else_is_refused(string text) => Sizes.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1500, "1500B")]
    [InlineData(4096, "4KiB")]
    [InlineData(16L << 20, "16MiB")]
    [InlineData(3L << 40, "3TiB")]
    public void A_size_is_formatted_so_that_it_parses_again(long bytes, string text)
    {
        Sizes.Format(bytes).ShouldBe(text);
        Sizes.TryParse(text, out long value).ShouldBeTrue();

        value.ShouldBe(bytes);
    }
}
