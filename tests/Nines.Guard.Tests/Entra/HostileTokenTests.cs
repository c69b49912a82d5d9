using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Decisions;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tokens;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Entra;

public sealed class HostileTokenTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("HS512")]
    public async Task An_algorithm_without_a_public_key_is_refused(string algorithm)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string[] parts = tenant.Issue().Split('.');
        string head = Encode($$"""{"alg":"{{algorithm}}","kid":"{{tenant.Server.Keys.Current.Id}}"}""");
        await RefusedAsync(tenant, $"{head}.{parts[1]}.", "algorithm not accepted");
        await RefusedAsync(tenant, $"{head}.{parts[1]}.{parts[2]}", "algorithm not accepted");
        tenant.Calls.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_published_key_is_not_accepted_as_a_shared_secret()
    {
        await using Tenant tenant = await Tenant.StartAsync(algorithm: "RS256");
        using HttpResponseMessage reply = await tenant.Cloud.Http.GetAsync($"/{FakeAzureOptions.UsualTenant}/discovery/v2.0/keys");
        string modulus = (await Cloud.JsonAsync(reply)).GetProperty("keys")[0].GetProperty("n").GetString()!;
        string input = $"{Encode($$"""{"alg":"HS256","kid":"{{tenant.Server.Keys.Current.Id}}"}""")}.{tenant.Issue().Split('.')[1]}";
        byte[] mac = HMACSHA256.HashData(Base64Url.DecodeFromChars(modulus), Encoding.ASCII.GetBytes(input));
        await RefusedAsync(tenant, $"{input}.{Base64Url.EncodeToString(mac)}", "algorithm not accepted");
    }

    [Fact]
    public async Task Claims_that_were_changed_after_signing_are_refused()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string[] parts = tenant.Issue(Cloud.Developer).Split('.');
        string changed = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace(Cloud.Developer, Cloud.Operator, StringComparison.Ordinal);
        await RefusedAsync(tenant, $"{parts[0]}.{Encode(changed)}.{parts[2]}", "signature is wrong");
    }

    [Fact]
    public async Task A_key_of_another_issuer_is_refused_when_it_borrows_a_known_name()
    {
        await using Tenant tenant = await Tenant.StartAsync(algorithm: "RS256");
        await using FakeAzureServer other = await FakeAzureServer.StartAsync(new FakeAzureOptions { Time = tenant.Clock });
        other.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com"));
        string[] parts = other.Tokens.Issue(new TokenRequest(Cloud.Operator, TokenRequest.AksServer)).Split('.');
        string input = $"{Encode($$"""{"alg":"RS256","kid":"{{tenant.Server.Keys.Current.Id}}"}""")}.{parts[1]}";
        string signature = Base64Url.EncodeToString(other.Keys.Current.Sign(Encoding.ASCII.GetBytes(input)));
        await RefusedAsync(tenant, $"{input}.{signature}", "signature is wrong");
    }

    [Fact]
    public async Task A_token_of_another_tenant_is_refused_without_a_request()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        const string Elsewhere = "11111111-2222-3333-4444-555555555555";
        await RefusedAsync(tenant, tenant.IssueWith($$"""{"iss":"https://sts.windows.net/{{Elsewhere}}/"}"""), "another issuer");
        await RefusedAsync(tenant, tenant.IssueWith($$"""{"tid":"{{Elsewhere}}"}"""), "another issuer");
        tenant.Calls.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47")]
    [InlineData("https://STS.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/")]
    [InlineData("http://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/")]
    [InlineData("https://login.microsoftonline.com/common/v2.0")]
    [InlineData("https://login.microsoftonline.com/{tenantid}/v2.0")]
    public async Task A_similar_issuer_is_refused(string issuer)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await RefusedAsync(tenant, tenant.IssueWith($$"""{"iss":"{{issuer}}"}"""), "another issuer");
    }

    [Fact]
    public async Task A_token_of_one_version_is_refused_for_the_issuer_of_the_other()
    {
        // Both versions are signed with the same keys here, so nothing but the claims tells them apart; a v1 issuer alone is accepted.
        await using Tenant tenant = await Tenant.StartAsync(options => options with { Issuers = [options.Issuers[0]] });
        await RefusedAsync(tenant, tenant.Issue(change: request => request with { Version = 2 }), "another issuer");
        (await tenant.AskAsync(tenant.Issue())).User.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("\"https://graph.microsoft.com\"")]
    [InlineData("\"6DAE42F8-4368-4678-94FF-3960E28E3630\"")]
    [InlineData("[\"a\",\"b\"]")]
    public async Task A_token_for_another_audience_is_refused(string audience)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await RefusedAsync(tenant, tenant.IssueWith($$"""{"aud":{{audience}}}"""), "for another audience");
    }

    [Theory]
    [InlineData(-61, "expired")]
    [InlineData(-60, "expired")]
    [InlineData(-59, null)]
    public async Task A_token_is_refused_when_it_expired_longer_ago_than_the_clock_skew(int end, string? refusal)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.Issue(change: request => request with { NotBeforeSeconds = -3_600, LifetimeSeconds = 3_600 + end }))).Refusal.ShouldBe(refusal);
    }

    [Theory]
    [InlineData(61, "not yet valid")]
    [InlineData(60, null)]
    public async Task A_token_is_refused_before_it_begins(int start, string? refusal)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.Issue(change: request => request with { NotBeforeSeconds = start }))).Refusal.ShouldBe(refusal);
    }

    [Theory]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"nbf":null}""")]
    [InlineData("""{"exp":"9999999999"}""")]
    [InlineData("""{"aud":null}""")]
    [InlineData("""{"iss":null}""")]
    public async Task A_token_without_a_required_claim_is_refused(string claims)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await RefusedAsync(tenant, tenant.IssueWith(claims), "claims not readable");
    }

    [Theory]
    [InlineData("\"crit\":[\"exp\"]", "extension not accepted")]
    [InlineData("\"b64\":false", "extension not accepted")]
    [InlineData("\"zip\":\"DEF\"", "extension not accepted")]
    [InlineData("\"enc\":\"A128GCM\"", "extension not accepted")]
    [InlineData("\"cty\":\"JWT\"", "token inside a token")]
    [InlineData("\"alg\":\"ES256\"", "header not readable")]
    [InlineData("\"kid\":\"x\"", "header not readable")]
    public async Task A_signed_header_with_critical_extensions_is_refused(string header, string refusal)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await RefusedAsync(tenant, tenant.Issue(change: request => request with { HeaderJson = header }), refusal);
    }

    [Fact]
    public async Task Keys_inside_a_token_are_ignored()
    {
        await using Tenant tenant = await Tenant.StartAsync(algorithm: "RS256");
        using var mine = RSA.Create(2048);
        RSAParameters key = mine.ExportParameters(includePrivateParameters: false);
        string address = $"{tenant.Server.BaseAddress}evil";
        string jwk = $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(key.Modulus)}}","e":"AQAB"}""";
        string head = Encode($$"""{"alg":"RS256","kid":"{{tenant.Server.Keys.Current.Id}}","jku":"{{address}}","x5u":"{{address}}","jwk":{{jwk}},"x5c":["AAAA"]}""");
        string input = $"{head}.{tenant.Issue().Split('.')[1]}";
        string signature = Base64Url.EncodeToString(mine.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        await RefusedAsync(tenant, $"{input}.{signature}", "signature is wrong");
        tenant.Calls.Made.ShouldNotContain(call => call.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signed_token_with_a_duplicated_claim_is_refused()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(tenant.Issue(Cloud.Developer).Split('.')[1]));
        string doubled = claims[..^1] + $$""","oid":"{{Cloud.Operator}}"}""";
        await RefusedAsync(tenant, tenant.Server.Keys.Current.Token(Encoding.UTF8.GetBytes(doubled)), "claims not readable");
    }

    [Fact]
    public async Task A_token_inside_of_a_token_is_refused()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string nested = tenant.Server.Keys.Current.Token(Encoding.UTF8.GetBytes(tenant.Issue()));
        await RefusedAsync(tenant, nested, "claims not readable");
    }

    [Theory]
    [InlineData(16 * 1024 + 1)]
    [InlineData(1 << 20)]
    public async Task A_huge_token_is_refused_at_once(int length)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await RefusedAsync(tenant, new string('a', length), "too large");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c.d.e")]
    [InlineData("\ud800.\ud800.\ud800")]
    public async Task Invalid_tokens_are_refused(string token)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(token)).User.ShouldBeNull();
    }

    [Fact]
    public async Task Answers_and_errors_contain_no_part_of_a_token()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        const string Canary = "canary-7f3a";
        string signed = tenant.IssueWith($$"""{"x":"{{Canary}}","upn":"{{Canary}}@example.com"}""");
        tenant.Server.Keys.Rotate(publish: false);
        string unknown = tenant.IssueWith($$"""{"x":"{{Canary}}"}""");
        string[] tokens =
        [
            signed, signed + "x", signed.Replace('.', '!'), unknown, Encode(Canary), $"{Encode(Canary)}.{Encode(Canary)}.{Encode(Canary)}",
            $"{Encode("{\"alg\":\"" + Canary + "\"}")}.e30.", signed[..^4] + "AAAA", tenant.IssueWith($$"""{"iss":"{{Canary}}"}"""),
        ];
        foreach (string token in tokens)
        {
            string said;
            try
            {
                AuthenticationAnswer answer = await tenant.AskAsync(token);
                said = answer.User is null ? answer.ToString() : $"{answer.Refusal} {answer.Source}";
            }
            catch (GuardUnavailableException fault)
            {
                said = fault.ToString();
            }

            said.ShouldNotContain(Canary);
            foreach (string part in token.Split('.', '!').Where(part => part.Length > 8))
            {
                said.ShouldNotContain(part[..8]);
            }
        }

        JwsToken.TryParse(signed, out JwsToken? parsed);
        parsed!.ToString().ShouldNotContain(Canary);
    }

    private static async Task RefusedAsync(Tenant tenant, string token, string why)
    {
        AuthenticationAnswer answer = await tenant.AskAsync(token);
        answer.User.ShouldBeNull();
        answer.Refusal.ShouldBe(why);
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
