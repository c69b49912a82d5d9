using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Tests.Records;

/// <summary>Quantities are exact over their whole grammar.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData("100m", "100000000")]
    [InlineData("1.5", "1500000000")]
    [InlineData("1e3", "1000000000000")]
    [InlineData("1E3", "1000000000000")]
    [InlineData("5e-1", "500000000")]
    [InlineData("1E", "1000000000000000000000000000")]
    [InlineData("1Ki", "1024000000000")]
    [InlineData("0.5Gi", "536870912000000000")]
    [InlineData(".5", "500000000")]
    [InlineData("5.", "5000000000")]
    [InlineData("+5", "5000000000")]
    [InlineData("-1k", "-1000000000000")]
    [InlineData("3u", "3000")]
    [InlineData("7n", "7")]
    [InlineData("0.1n", "1")]
    [InlineData("-0.1n", "-1")]
    [InlineData("1e-30", "1")]
    [InlineData("0", "0")]
    [InlineData("1e400", "9223372036854775807000000000")]
    [InlineData("100Ei", "9223372036854775807000000000")]
    public void A_quantity_is_read_exactly(string text, string nano) =>
        ((BigInteger)Quantity.Parse(text)!.Value.Nano).ShouldBe(BigInteger.Parse(nano));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1KI")]
    [InlineData("1e1.5")]
    [InlineData("1e")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("Infinity")]
    [InlineData("1mi")]
    public void Invalid_quantities_are_refused(string text) => Quantity.Parse(text).ShouldBeNull();

    [Fact]
    public void Parts_round_up_as_kubernetes_does()
    {
        Quantity.Parse("1500m")!.Value.Value.ShouldBe(2);
        Quantity.Parse("1u")!.Value.Milli.ShouldBe(1);
        Quantity.Parse("-1500m")!.Value.Value.ShouldBe(-2);
        Quantity.Parse("2Gi")!.Value.Value.ShouldBe(2147483648);
    }

    [Fact]
    public void Written_values_can_be_read_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<int>(),
        (value, shift) =>
        {
            var quantity = new Quantity((Int128)value * (Int128)BigInteger.Pow(10, Math.Abs(shift % 9)));
            return Quantity.Parse(quantity.ToString()) == quantity;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Digits_and_suffix_agree_with_plain_arithmetic() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint>(), ArbMap.Default.ArbFor<byte>(), Gen.Elements("n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi").ToArbitrary(),
        (whole, part, suffix) =>
        {
            BigInteger unit = suffix switch
            {
                "n" => 1, "u" => 1_000, "m" => 1_000_000, "k" => 1_000_000_000_000, "M" => 1_000_000_000_000_000,
                "G" => 1_000_000_000_000_000_000, "Ki" => BigInteger.Pow(2, 10) * 1_000_000_000, "Mi" => BigInteger.Pow(2, 20) * 1_000_000_000,
                "Gi" => BigInteger.Pow(2, 30) * 1_000_000_000, _ => 1_000_000_000,
            };
            BigInteger thousandths = ((BigInteger)whole * 1000) + part;
            BigInteger expected = ((thousandths * unit) + 999) / 1000;
            return (BigInteger)Quantity.Parse($"{whole}.{part:000}{suffix}")!.Value.Nano == BigInteger.Min(expected, (BigInteger)long.MaxValue * 1_000_000_000);
        }).QuickCheckThrowOnFailure();
}
