using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Integration.Tests.Azure;

namespace Nines.Guard.Integration.Tests.Hostile.Canaries;

/// <summary>Tokens that a guard of a tenant must not believe.</summary>
internal static class HostileTokens
{
    private const string Elsewhere = "11111111-2222-3333-4444-555555555555";

    /// <param name="other">A tenant with other keys, in which the same person is known.</param>
    public static async Task<IReadOnlyList<(string Name, string Token)>> MakeAsync(FakeCompany company, FakeAzureServer other, CancellationToken cancellation)
    {
        FakeAzureServer server = company.Server;
        TokenSigningKey key = server.Keys.Current;
        string good = company.DeveloperToken;
        string[] parts = good.Split('.');
        other.Tenant.Put(new FakeUser(FakeCompany.Developer, FakeCompany.DeveloperName));
        string foreign = other.Tokens.Issue(new TokenRequest(FakeCompany.Developer, TokenRequest.AksServer));
        using var client = new HttpClient();
        using JsonDocument keys = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(server.BaseAddress, $"/{server.Tenant.Id}/discovery/v2.0/keys"), cancellation));
        JsonElement jwk = keys.RootElement.GetProperty("keys")[0];
        byte[] modulus = Base64Url.DecodeFromChars(jwk.GetProperty("n").GetString()!);
        string kid = key.Id;
        string claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));

        return
        [
            ("of another tenant", foreign),
            ("of another tenant under a known key's name", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"{{kid}}"}""", foreign.Split('.')[1])),
            ("claims of ours signed by another tenant", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"{{other.Keys.Current.Id}}"}""", parts[1])),
            ("issuer of another tenant", Ours($$"""{"iss":"https://sts.windows.net/{{Elsewhere}}/"}""")),
            ("tenant id of another tenant", Ours($$"""{"tid":"{{Elsewhere}}"}""")),
            ("issuer of everybody", Ours("""{"iss":"https://login.microsoftonline.com/common/v2.0"}""")),
            ("for Graph", Ours("""{"aud":"https://graph.microsoft.com"}""")),
            ("for nobody", Ours("""{"aud":null}""")),
            ("for many others", Ours("""{"aud":["a","b"]}""")),
            ("expired", server.Tokens.Issue(new TokenRequest(FakeCompany.Developer, TokenRequest.AksServer, NotBeforeSeconds: -7_200, LifetimeSeconds: 3_600))),
            ("not yet valid", server.Tokens.Issue(new TokenRequest(FakeCompany.Developer, TokenRequest.AksServer, NotBeforeSeconds: 1_800))),
            ("without an end", Ours("""{"exp":null}""")),
            ("with a far end as text", Ours("""{"exp":"9999999999"}""")),
            ("alg none", $"{Encode("""{"alg":"none"}""")}.{parts[1]}."),
            ("alg None with the signature", $"{Encode("""{"alg":"None"}""")}.{parts[1]}.{parts[2]}"),
            ("alg empty", $"{Encode($$"""{"alg":"","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}"),
            ("HS256 with the modulus", Mac(modulus)),
            ("HS256 with the key as text", Mac(Encoding.ASCII.GetBytes(jwk.GetProperty("n").GetString()!))),
            ("HS256 with the whole key", Mac(Encoding.UTF8.GetBytes(jwk.GetRawText()))),
            ("HS256 with nothing", Mac([])),
            ("PS256 in place of RS256", $"{Encode($$"""{"alg":"PS256","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}"),
            ("ES256 in place of RS256", $"{Encode($$"""{"alg":"ES256","kid":"{{kid}}"}""")}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}"),
            .. ((string[])["../../../../dev/null", "http://127.0.0.1:9/keys", "' OR '1'='1", "", "\\u0000", new string('k', 10_000)])
                .Select(name => ($"kid {name[..Math.Min(20, name.Length)]}", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"{{name}}"}""", parts[1]))),
            ("kid as a list", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":["{{kid}}"]}""", parts[1])),
            ("kid twice", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"x","kid":"{{kid}}"}""", parts[1])),
            ("its own key in the header", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"{{kid}}","jwk":{{Jwk(other.Keys.Current)}}}""", parts[1])),
            ("a place to fetch keys from", Signed(other.Keys.Current, $$"""{"alg":"RS256","kid":"{{other.Keys.Current.Id}}","jku":"{{other.BaseAddress}}{{other.Tenant.Id}}/discovery/v2.0/keys"}""", parts[1])),
            ("something critical", key.Token(Encoding.UTF8.GetBytes(claims), "\"crit\":[\"b64\"],\"b64\":false")),
            ("no signature", $"{parts[0]}.{parts[1]}."),
            ("two parts", $"{parts[0]}.{parts[1]}"),
            ("four parts", $"{good}.{parts[2]}"),
            ("five parts", $"{good}.{parts[1]}.{parts[2]}"),
            ("a space behind", good + " "),
            ("padding", good + "=="),
            ("a line break inside", good.Insert(good.Length / 2, "\\n")),
            ("Bearer before it", "Bearer " + good),
            ("another user's claims", $"{parts[0]}.{Encode(claims.Replace(FakeCompany.Developer, "0b000000-0000-0000-0000-000000000002", StringComparison.Ordinal))}.{parts[2]}"),
            ("a claim twice", key.Token(Encoding.UTF8.GetBytes(claims.Insert(1, "\"oid\":\"0b000000-0000-0000-0000-000000000002\",")))),
            ("claims that are no object", key.Token("[]"u8)),
            ("claims that nest", key.Token(Encoding.UTF8.GetBytes(claims.Insert(1, $"\"x\":{new string('[', 5_000)}{new string(']', 5_000)},")))),
            ("a token in a token", key.Token(Encoding.UTF8.GetBytes($"\"{good}\""))),
            ("a reserved name", Ours("""{"upn":"system:admin","oid":null}""")),
            ("a megabyte", good[..^1] + new string('A', 900_000)),
        ];

        string Ours(string changed) => server.Tokens.Issue(new TokenRequest(FakeCompany.Developer, TokenRequest.AksServer, ClaimsJson: changed));

        string Mac(byte[] secret)
        {
            string input = $"{Encode($$"""{"alg":"HS256","kid":"{{kid}}"}""")}.{parts[1]}";
            return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
        }
    }

    private static string Signed(TokenSigningKey key, string header, string claims)
    {
        string input = $"{Encode(header)}.{claims}";
        return $"{input}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Jwk(TokenSigningKey key)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            key.Write(json, string.Create(CultureInfo.InvariantCulture, $"https://sts.windows.net/{FakeAzureOptions.UsualTenant}/"));
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
