using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Reviews as kube-apiserver sends them, field for field.</summary>
internal static class SampleQuestions
{
    /// <summary>A user of Entra ID with five groups reads a pod; the number of the key is the end of the object id.</summary>
    public const string SubjectAccess = """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"resourceAttributes":{"namespace":"dev","verb":"get","version":"v1","resource":"pods","name":"web-7c5ddbdf54-x2x9l"},"user":"developer@example.com","groups":["6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0001","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0002","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0003","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0004","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0005","system:authenticated"],"extra":{"oid":["7d0c53b1-9c1e-4f0e-8a57-<key-number>"]},"uid":"7d0c53b1-9c1e-4f0e-8a57-<key-number>"},"status":{"allowed":false}}
        """;

    public const string TokenPath = "/tokenreviews";

    /// <summary>Tenant of the forged tokens.</summary>
    public const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    /// <summary>Issuer of the forged tokens.</summary>
    public const string Issuer = $"https://login.microsoftonline.com/{Tenant}/v2.0";

    private const string KeyId = "bench";
    private const int KeyBytes = 256;
    private const int SignatureCharacters = 342;

    /// <summary>The modulus of an RSA key that signed nothing: verifying against it takes as long as with any other.</summary>
    private static readonly byte[] s_modulus = Modulus();

    /// <summary>Keys of the tenant, as its key endpoint publishes them.</summary>
    public static string Keys => $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{KeyId}}","n":"{{Base64Url.EncodeToString(s_modulus)}}","e":"AQAB","issuer":"{{Issuer}}"}]}""";

    /// <summary>
    /// Review of a token of Entra ID with five groups that breaks no rule but has a forged signature. The number of the key is in the signature,
    /// so that each token is new to the guard and has to be verified.
    /// </summary>
    public static string ForgedToken(TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        string groups = string.Join(',', Enumerable.Range(1, 5).Select(number => $"\"6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c000{number.ToString(CultureInfo.InvariantCulture)}\""));
        string claims = $$"""{"aud":"6dae42f8-4368-4678-94ff-3960e28e3630","iss":"{{Issuer}}","iat":{{now}},"nbf":{{now - 60}},"exp":{{now + 86_400}},"tid":"{{Tenant}}","oid":"7d0c53b1-9c1e-4f0e-8a57-000000000001","sub":"bench","upn":"developer@example.com","groups":[{{groups}}],"ver":"2.0"}""";
        string token = $"{Encode($$"""{"typ":"JWT","alg":"RS256","kid":"{{KeyId}}"}""")}.{Encode(claims)}.{new string('A', SignatureCharacters - Questions.Marker.Length - 2)}{Questions.Marker}AA";
        return """{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"token":"TOKEN"}}""".Replace("TOKEN", token, StringComparison.Ordinal);
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    // Odd, with the highest bit set, and the same in every process.
    private static byte[] Modulus()
    {
        byte[] modulus = [.. Enumerable.Range(0, KeyBytes / SHA256.HashSizeInBytes).SelectMany(part => SHA256.HashData([(byte)part]))];
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        return modulus;
    }
}
