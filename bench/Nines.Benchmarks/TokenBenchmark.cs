using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Tokens;

namespace Nines.Benchmarks;

/// <summary>CPU time of one token that is not in the cache of results: parsing, claims, signature; as a Markdown table.</summary>
internal static class TokenBenchmark
{
    private const int Rounds = 9;
    private const int Tokens = 2_000;
    private const string Issuer = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/";
    private const string Audience = "6dae42f8-4368-4678-94ff-3960e28e3630";

    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static void Run(TextWriter output)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        RSAParameters rsaKey = rsa.ExportParameters(includePrivateParameters: false);
        ECPoint point = curve.ExportParameters(includePrivateParameters: false).Q;
        using IssuerKeySet keys = IssuerKeySet.Read(Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kty":"RSA","kid":"RS256","n":"{{Encode(rsaKey.Modulus!)}}","e":"{{Encode(rsaKey.Exponent!)}}"},{"kty":"EC","crv":"P-256","kid":"ES256","x":"{{Encode(point.X!)}}","y":"{{Encode(point.Y!)}}"}]}"""))!;
        output.WriteLine("| token | CPU microseconds |");
        output.WriteLine("|---|--:|");
        foreach (int groups in (int[])[5, 150])
        {
            Measure(output, keys, $"RS256, {groups} groups", Sign("RS256", groups, data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), TokenRefusal.None);
            Measure(output, keys, $"ES256, {groups} groups", Sign("ES256", groups, data => curve.SignData(data, HashAlgorithmName.SHA256)), TokenRefusal.None);
        }

        Measure(output, keys, "RS256, bad signature", Sign("RS256", 5, _ => RandomNumberGenerator.GetBytes(256)), TokenRefusal.BadSignature);
        Measure(output, keys, "ES256, bad signature", Sign("ES256", 5, _ => RandomNumberGenerator.GetBytes(64)), TokenRefusal.BadSignature);
    }

    private static void Measure(TextWriter output, IssuerKeySet keys, string name, string token, TokenRefusal expected)
    {
        double best = double.MaxValue;
        using var self = Process.GetCurrentProcess();
        for (int round = 0; round < Rounds; round++)
        {
            self.Refresh();
            TimeSpan began = self.TotalProcessorTime;
            for (int done = 0; done < Tokens; done++)
            {
                if (Judge(keys, token) is var refusal && refusal != expected)
                {
                    throw new InvalidOperationException($"{name} ended as {refusal}; expected {expected}.");
                }
            }

            self.Refresh();
            best = Math.Min(best, (self.TotalProcessorTime - began).TotalMicroseconds / Tokens);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {best:F0} |"));
    }

    private static TokenRefusal Judge(IssuerKeySet keys, string text)
    {
        TokenRefusal refusal = JwsToken.TryParse(text, out JwsToken? token);
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        refusal = TokenClaims.TryRead(token!.Payload) is { } claims ? claims.Validate(s_now, TimeSpan.FromMinutes(1), [Issuer], [Audience]) : TokenRefusal.BadClaims;
        return refusal == TokenRefusal.None ? keys.Verify(token) : refusal;
    }

    private static string Sign(string algorithm, int groups, Func<byte[], byte[]> sign)
    {
        ImmutableArray<string> ids = [.. Enumerable.Range(0, groups).Select(number => $"\"{new Guid(number * 7919, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}\"")];
        string header = $$"""{"typ":"JWT","alg":"{{algorithm}}","kid":"{{algorithm}}"}""";
        string claims = $$"""{"iss":"{{Issuer}}","aud":"{{Audience}}","exp":1800003600,"nbf":1799999000,"oid":"aaaaaaaa-0000-4000-8000-000000000001","upn":"ada@contoso.example","groups":[{{string.Join(',', ids)}}]}""";
        string signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
