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
    public void Ambiguous_input_is_refused(string payload) => Read(payload).ShouldBeNull();

    [Theory]
    [InlineData("oid", "\u00c3\u0028")]
    [InlineData("upn", "\u00ff")]
    [InlineData("upn", "\u00ed\u00a0\u0080")]
    [InlineData("x", "\u00fe")]
    [InlineData("\u00c0", "x")]
    public void Payloads_that_are_not_utf8_are_refused(string name, string value) =>
        TokenClaims.TryRead(Encoding.Latin1.GetBytes($$"""{"iss":"i","aud":"a","exp":1,"{{name}}":"{{value}}"}""")).ShouldBeNull();

    [Theory]
    [InlineData("""\ud800""")]
    [InlineData("""\udc00""")]
    [InlineData("""a\ud800b""")]
    [InlineData("""\ud800\ud800""")]
    [InlineData("""\udc00\ud800""")]
    public void Halves_of_surrogate_pairs_are_refused_wherever_they_are(string text)
    {
        Read($$"""{"iss":"i","aud":"a","exp":1,"upn":"{{text}}"}""").ShouldBeNull();
        Read($$"""{"iss":"i","aud":"a","exp":1,"groups":["{{text}}"]}""").ShouldBeNull();
        Read($$$"""{"iss":"i","aud":"a","exp":1,"x":{"y":[{"z":"{{{text}}}"}]}}""").ShouldBeNull();
        Read($$"""{"iss":"i","aud":"a","exp":1,"{{text}}":1}""").ShouldBeNull();
        Read($$$"""{"iss":"i","aud":"a","exp":1,"_claim_names":{"{{{text}}}":1}}""").ShouldBeNull();
    }

    [Fact]
    public void Complete_surrogate_pairs_are_text() =>
        Read("""{"iss":"i","aud":"a","exp":1,"upn":"\ud83d\ude00"}""")!.Text("upn").ShouldBe("\ud83d\ude00");

    [Theory]
    [InlineData("2000.5")]
    [InlineData("253402300799")]
    public void Dates_may_have_fractions_and_lie_at_the_end_of_the_calendar(string exp) =>
        Judge(Good.Replace("2000", exp, StringComparison.Ordinal), 1500).ShouldBe(TokenRefusal.None);

    private static TokenClaims? Read(string payload) => TokenClaims.TryRead(Encoding.UTF8.GetBytes(payload));

    private static TokenRefusal Judge(string payload, int now) =>
        Read(payload)!.Validate(DateTimeOffset.FromUnixTimeSeconds(now), s_skew, ["https://sts.windows.net/t/"], ["api"]);
}
