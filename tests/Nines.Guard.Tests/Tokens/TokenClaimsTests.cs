using System.Text;
using Nines.Guard.Tokens;

namespace Nines.Guard.Tests.Tokens;

public sealed class TokenClaimsTests
{
    private const string Good = """{"iss":"https://sts.windows.net/t/","aud":"api","exp":2000,"nbf":1000,"oid":"1","groups":["a","b"],"_claim_names":{"groups":"src1"},"hasgroups":"true"}""";

    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(60);

    [Fact]
    public void Claims_are_read_by_kind()
    {
        TokenClaims claims = Read(Good)!;
        claims.Text("oid").ShouldBe("1");
        claims.Text("groups").ShouldBeNull();
        claims.List("groups")!.Value.ShouldBe(["a", "b"]);
        claims.List("oid").ShouldBeNull();
        claims.IsTrue("hasgroups").ShouldBeTrue();
        claims.IsTrue("oid").ShouldBeFalse();
        claims.HasMember("_claim_names", "groups").ShouldBeTrue();
        claims.HasMember("_claim_names", "roles").ShouldBeFalse();
        claims.ToString().ShouldNotContain("windows");
    }

    [Theory]
    [InlineData(939, nameof(TokenRefusal.NotYetValid))]
    [InlineData(940, nameof(TokenRefusal.None))]
    [InlineData(1500, nameof(TokenRefusal.None))]
    [InlineData(2059, nameof(TokenRefusal.None))]
    [InlineData(2060, nameof(TokenRefusal.Expired))]
    public void Time_is_judged_with_the_skew_of_clocks(int now, string refusal) =>
        Judge(Good, now).ShouldBe(Enum.Parse<TokenRefusal>(refusal));

    [Theory]
    [InlineData("https://sts.windows.net/t/", "https://sts.windows.net/other/", nameof(TokenRefusal.WrongIssuer))]
    [InlineData("https://sts.windows.net/t/", "https://sts.windows.net/t", nameof(TokenRefusal.WrongIssuer))]
    [InlineData("https://sts.windows.net/t/", "https://STS.windows.net/t/", nameof(TokenRefusal.WrongIssuer))]
    [InlineData("\"api\"", "\"API\"", nameof(TokenRefusal.WrongAudience))]
    [InlineData("\"api\"", "[\"x\",\"y\"]", nameof(TokenRefusal.WrongAudience))]
    [InlineData("\"api\"", "[\"x\",\"api\"]", nameof(TokenRefusal.None))]
    public void Issuer_and_audience_are_compared_letter_by_letter(string text, string other, string refusal) =>
        Judge(Good.Replace(text, other, StringComparison.Ordinal), 1500).ShouldBe(Enum.Parse<TokenRefusal>(refusal));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"aud":"a","exp":1}""")]
    [InlineData("""{"iss":"","aud":"a","exp":1}""")]
    [InlineData("""{"iss":"i","exp":1}""")]
    [InlineData("""{"iss":"i","aud":[],"exp":1}""")]
    [InlineData("""{"iss":"i","aud":["a",1],"exp":1}""")]
    [InlineData("""{"iss":"i","aud":"a"}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":"1"}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":null}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":-1}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1e300}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1e999}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1,"nbf":"x"}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1,"exp":99999999999}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1,"\u0065xp":99999999999}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1,"x":{"y":1,"y":2}}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1,"x":[[[[[[[[[[1]]]]]]]]]]}""")]
    [InlineData("""{"iss":"\ud800","aud":"a","exp":1}""")]
    [InlineData("""{"iss":"i","aud":"a","exp":1} x""")]
    public void What_could_be_read_in_two_ways_is_not_read(string payload) => Read(payload).ShouldBeNull();

    [Theory]
    [InlineData("2000.5")]
    [InlineData("253402300799")]
    public void Dates_may_have_fractions_and_lie_at_the_end_of_the_calendar(string exp) =>
        Judge(Good.Replace("2000", exp, StringComparison.Ordinal), 1500).ShouldBe(TokenRefusal.None);

    private static TokenClaims? Read(string payload) => TokenClaims.TryRead(Encoding.UTF8.GetBytes(payload));

    private static TokenRefusal Judge(string payload, int now) =>
        Read(payload)!.Judge(DateTimeOffset.FromUnixTimeSeconds(now), s_skew, ["https://sts.windows.net/t/"], ["api"]);
}
