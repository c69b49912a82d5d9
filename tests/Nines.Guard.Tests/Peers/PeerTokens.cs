using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Nines.Guard.Tests.Peers;

/// <summary>A token with the changes that were made to a good one.</summary>
/// <param name="Changes">Kinds of changes, such as "crit"; none for a good token.</param>
internal sealed record PeerToken(string Text, ImmutableArray<string> Changes);

/// <summary>Random tokens of one issuer: up to three changes to a good header, good claims, their encoding and their signature. One seed gives one sequence.</summary>
internal sealed class PeerTokens(int seed, DateTimeOffset now) : IDisposable
{
    public const string Issuer = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/";
    public const string Audience = "6dae42f8-4368-4678-94ff-3960e28e3630";

    private static readonly (string Kind, Func<string, string> Change)[] s_header =
    [
        ("alg none", json => json.Replace("\"alg\":\"RS256\"", "\"alg\":\"none\"").Replace("\"alg\":\"ES256\"", "\"alg\":\"none\"")),
        ("alg in lower case", json => json.Replace("RS256\",", "rs256\",").Replace("ES256\",", "es256\",")),
        ("alg of a shared secret", json => json.Replace("\"alg\":\"RS256\"", "\"alg\":\"HS256\"").Replace("\"alg\":\"ES256\"", "\"alg\":\"HS256\"")),
        ("alg of another hash", json => json.Replace("\"alg\":\"RS256\"", "\"alg\":\"RS384\"").Replace("\"alg\":\"ES256\"", "\"alg\":\"ES384\"")),
        ("alg twice", json => json.Insert(1, "\"alg\":\"none\",")),
        ("kid unknown", json => json.Replace("\"kid\":\"", "\"kid\":\"x")),
        ("kid in upper case", json => json.Replace("\"kid\":\"rsa\"", "\"kid\":\"RSA\"").Replace("\"kid\":\"curve\"", "\"kid\":\"CURVE\"")),
        ("kid of the other key", json => json.Contains("\"kid\":\"rsa\"") ? json.Replace("\"kid\":\"rsa\"", "\"kid\":\"curve\"") : json.Replace("\"kid\":\"curve\"", "\"kid\":\"rsa\"")),
        ("kid as a number", json => json.Replace("\"kid\":\"rsa\"", "\"kid\":7").Replace("\"kid\":\"curve\"", "\"kid\":7")),
        ("kid twice", json => json.Insert(1, "\"kid\":\"other\",")),
        ("crit", json => json.Insert(1, "\"crit\":[\"exp\"],")),
        ("b64", json => json.Insert(1, "\"b64\":false,")),
        ("zip", json => json.Insert(1, "\"zip\":\"DEF\",")),
        ("cty", json => json.Insert(1, "\"cty\":\"JWT\",")),
        ("header with text behind it", json => json + "{}"),
        ("header as an array", json => $"[{json}]"),
        ("header with an extra member", json => json.Insert(1, "\"x5t\":\"abc\",")),
    ];

    private static readonly (string Kind, Func<string, DateTimeOffset, string> Change)[] s_claims =
    [
        ("oid twice", (json, _) => json.Insert(1, "\"oid\":\"aaaaaaaa-0000-4000-8000-000000000002\",")),
        ("exp twice", (json, at) => json.Insert(1, $"\"exp\":{at.ToUnixTimeSeconds() + 7200},")),
        ("exp as text", (json, _) => json.Replace("\"exp\":", "\"exp\":\"").Replace(",\"nbf\"", "\",\"nbf\"")),
        ("exp missing", (json, _) => json.Replace("\"exp\":", "\"was-exp\":")),
        ("exp past", (json, at) => json.Replace("\"exp\":", $"\"exp\":{at.ToUnixTimeSeconds() - 3600},\"was-exp\":")),
        ("exp beyond time", (json, _) => json.Replace("\"exp\":", "\"exp\":1e300,\"was-exp\":")),
        ("exp negative", (json, _) => json.Replace("\"exp\":", "\"exp\":-1,\"was-exp\":")),
        ("nbf ahead", (json, at) => json.Replace("\"nbf\":", $"\"nbf\":{at.ToUnixTimeSeconds() + 3600},\"was-nbf\":")),
        ("nbf as text", (json, _) => json.Replace("\"nbf\":", "\"nbf\":\"soon\",\"was-nbf\":")),
        ("aud of another", (json, _) => json.Replace(Audience, "someone-else")),
        ("aud as a list", (json, _) => json.Replace($"\"{Audience}\"", $"[\"x\",\"{Audience}\"]")),
        ("aud of numbers", (json, _) => json.Replace($"\"{Audience}\"", "[1,2]")),
        ("aud missing", (json, _) => json.Replace("\"aud\":", "\"was-aud\":")),
        ("iss of another", (json, _) => json.Replace("sts.windows.net", "sts.example.net")),
        ("iss in upper case", (json, _) => json.Replace("sts.windows", "STS.windows")),
        ("iss as a list", (json, _) => json.Replace($"\"{Issuer}\"", $"[\"{Issuer}\"]")),
        ("iss missing", (json, _) => json.Replace("\"iss\":", "\"was-iss\":")),
        ("claims with text behind them", (json, _) => json + "{}"),
        ("claims as an array", (json, _) => $"[{json}]"),
        ("claims with a comment", (json, _) => json.Insert(1, "/* x */")),
        ("claims cut", (json, _) => json[..^1]),
        ("claims 60 deep", (json, _) => json.Insert(1, $"\"deep\":{new string('[', 60)}{new string(']', 60)},")),
        ("claims with half a surrogate", (json, _) => json.Insert(1, "\"name\":\"\\ud800\",")),
        ("claims with another member", (json, _) => json.Insert(1, "\"name\":\"Ada\",")),
    ];

    private static readonly (string Kind, Func<string, string> Change)[] s_encoding =
    [
        ("padding", token => token + "="),
        ("white space", token => " " + token),
        ("line break", token => token.Replace(".", ".\n")),
        ("four parts", token => token + ".AA"),
        ("five parts", token => token + ".AA.AA"),
        ("two parts", token => token[..token.LastIndexOf('.')]),
        ("no signature", token => token[..(token.LastIndexOf('.') + 1)]),
        ("signature cut", token => token[..^4]),
        ("signature longer", token => token + "AAAA"),
        ("signature changed", token => token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..]),
        ("other spelling of the last bits", token => token[..^1] + (char)(token[^1] + 1)),
        ("standard alphabet", token => token.Replace('-', '+').Replace('_', '/')),
        ("claims changed after signing", token => token.Replace(".ey", ".e3")),
    ];

    private readonly Random _random = new(seed);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public keys as the issuer publishes them.</summary>
    public string KeySet
    {
        get
        {
            RSAParameters rsa = _rsa.ExportParameters(includePrivateParameters: false);
            ECPoint point = _curve.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"rsa","n":"{{Encode(rsa.Modulus!)}}","e":"{{Encode(rsa.Exponent!)}}"},{"kty":"EC","use":"sig","crv":"P-256","kid":"curve","x":"{{Encode(point.X!)}}","y":"{{Encode(point.Y!)}}"}]}""";
        }
    }

    public PeerToken Next()
    {
        List<string> changes = [];
        bool isRsa = _random.Next(4) == 0;
        string header = $$"""{"typ":"JWT","alg":"{{(isRsa ? "RS256" : "ES256")}}","kid":"{{(isRsa ? "rsa" : "curve")}}"}""";
        long seconds = now.ToUnixTimeSeconds();
        string claims = $$"""{"aud":"{{Audience}}","iss":"{{Issuer}}","iat":{{seconds}},"exp":{{seconds + 3600}},"nbf":{{seconds - 60}},"oid":"aaaaaaaa-0000-4000-8000-000000000001","upn":"ada@contoso.example"}""";
        int count = _random.Next(4);
        List<Func<string, string>> afterwards = [];
        for (int change = 0; change < count; change++)
        {
            switch (_random.Next(4))
            {
                case 0:
                    header = Apply(s_header, header, changes);
                    break;
                case 1:
                    (string kind, Func<string, string> encode) = s_encoding[_random.Next(s_encoding.Length)];
                    changes.Add(kind);
                    afterwards.Add(encode);
                    break;
                default:
                    claims = Apply([.. s_claims.Select(each => (each.Kind, (Func<string, string>)(json => each.Change(json, now))))], claims, changes);
                    break;
            }
        }

        string token = Sign(header, claims, isRsa, changes);
        return new PeerToken(afterwards.Aggregate(token, (text, encode) => encode(text)), [.. changes]);
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _curve.Dispose();
    }

    private string Apply((string Kind, Func<string, string> Change)[] kinds, string json, List<string> changes)
    {
        (string kind, Func<string, string> change) = kinds[_random.Next(kinds.Length)];
        changes.Add(kind);
        return change(json);
    }

    private string Sign(string header, string claims, bool isRsa, List<string> changes)
    {
        byte[] payload = Encoding.UTF8.GetBytes(claims);
        if (_random.Next(40) == 0)
        {
            changes.Add("claims not in UTF-8");
            payload = [.. payload[..^2], 0xc3, 0x28, .. payload[^2..]];
        }

        string input = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(payload)}";
        byte[] bytes = Encoding.ASCII.GetBytes(input);
        bool isDer = !isRsa && _random.Next(40) == 0;
        bool isPss = isRsa && _random.Next(20) == 0;
        if (isDer || isPss)
        {
            changes.Add(isDer ? "signature in DER" : "signature with another padding");
        }

        byte[] signature = isRsa
            ? _rsa.SignData(bytes, HashAlgorithmName.SHA256, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : _curve.SignData(bytes, HashAlgorithmName.SHA256, isDer ? DSASignatureFormat.Rfc3279DerSequence : DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{input}.{Encode(signature)}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
