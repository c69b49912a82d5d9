using System.Security.Cryptography;
using System.Text.Json;

namespace Nines.Guard.Tokens;

/// <summary>One public key of an issuer.</summary>
internal sealed class IssuerKey
{
    /// <summary>RFC 7518 section 3.3: a key of 2048 bits or larger must be used.</summary>
    private const int LeastRsaBits = 2048;

    /// <summary>Larger ones cost milliseconds, and nobody publishes them.</summary>
    private const int MostRsaBits = 8192;

    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _curve;
    private readonly string? _curveName;
    private readonly string? _algorithm;

    private IssuerKey(string? id, string? algorithm, RSAParameters? rsa, ECParameters? curve, string? curveName) =>
        (Id, _algorithm, _rsa, _curve, _curveName) = (id, algorithm, rsa, curve, curveName);

    public string? Id { get; }

    /// <summary>Reads one key of a set; null when it is none that tokens may be signed with.</summary>
    public static IssuerKey? TryRead(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || (Text(key, "use") is { } use && use != "sig"))
        {
            return null;
        }

        return Text(key, "kty") switch
        {
            "RSA" => ReadRsa(key),
            "EC" => ReadCurve(key),
            _ => null,
        };
    }

    /// <summary>Whether tokens of that algorithm may be verified with this key: its type, its curve, and its own <c>alg</c> when it names one.</summary>
    public bool Fits(JwsAlgorithm algorithm) =>
        (_algorithm is null || _algorithm == algorithm.Name)
        && (_rsa is null ? algorithm.Curve is not null && algorithm.Curve == _curveName : algorithm.Padding is not null);

    /// <param name="token">Of an algorithm that fits.</param>
    public bool Verify(JwsToken token)
    {
        // Made anew each time: these objects are not meant for several threads, and tokens that were verified are remembered elsewhere.
        if (_rsa is { } parameters)
        {
            using var rsa = RSA.Create(parameters);
            return token.Signature.Length == rsa.KeySize / 8
                && rsa.VerifyData(token.SigningInput, token.Signature, token.Algorithm.Hash, token.Algorithm.Padding!);
        }

        using var curve = ECDsa.Create(_curve!.Value);
        return token.Signature.Length == token.Algorithm.SignatureBytes
            && curve.VerifyData(token.SigningInput, token.Signature, token.Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static IssuerKey? ReadRsa(JsonElement key)
    {
        if (Number(key, "n") is not { } modulus || Number(key, "e") is not { } exponent)
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        try
        {
            using var rsa = RSA.Create(parameters);
            return rsa.KeySize is >= LeastRsaBits and <= MostRsaBits && modulus[0] != 0
                ? new IssuerKey(Text(key, "kid"), Text(key, "alg"), parameters, null, null)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IssuerKey? ReadCurve(JsonElement key)
    {
        (ECCurve curve, int bytes) = Text(key, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => (default, 0),
        };
        if (bytes == 0 || Number(key, "x") is not { } x || Number(key, "y") is not { } y || x.Length != bytes || y.Length != bytes)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } };
        try
        {
            // A point that is not on the curve is refused here.
            using var imported = ECDsa.Create(parameters);
            return new IssuerKey(Text(key, "kid"), Text(key, "alg"), null, parameters, Text(key, "crv"));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Number(JsonElement key, string name) =>
        Text(key, name) is { Length: > 0 } text && StrictBase64Url.TryDecode(text, out byte[]? bytes) ? bytes : null;
}
