using System.Security.Cryptography;
using System.Text.Json;

namespace Nines.Guard.Tokens;

/// <summary>One public key of an issuer. Safe for many threads.</summary>
internal sealed class IssuerKey : IDisposable
{
    /// <summary>RFC 7518 section 3.3: a key of 2048 bits or larger must be used.</summary>
    private const int MinRsaBits = 2048;

    /// <summary>Larger ones cost milliseconds, and no issuer publishes them.</summary>
    private const int MaxRsaBits = 8192;

    private readonly VerifierPool<RSA>? _rsa;
    private readonly VerifierPool<ECDsa>? _curve;
    private readonly string? _curveName;
    private readonly string? _algorithm;

    private IssuerKey(JsonElement key, VerifierPool<RSA>? rsa, VerifierPool<ECDsa>? curve) =>
        (Id, _algorithm, _curveName, _rsa, _curve) = (Text(key, "kid"), Text(key, "alg"), curve is null ? null : Text(key, "crv"), rsa, curve);

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

    /// <summary>True when this key may verify tokens of the algorithm: its type, its curve, and its own <c>alg</c> when it has one.</summary>
    public bool Fits(JwsAlgorithm algorithm) =>
        (_algorithm is null || _algorithm == algorithm.Name)
        && (_rsa is null ? algorithm.Curve is not null && algorithm.Curve == _curveName : algorithm.Padding is not null);

    /// <param name="token">Of an algorithm that fits.</param>
    public bool Verify(JwsToken token)
    {
        if (_rsa is null)
        {
            return token.Signature.Length == token.Algorithm.SignatureBytes && VerifyCurve(token, _curve!);
        }

        RSA rsa = _rsa.Take();
        try
        {
            return token.Signature.Length == rsa.KeySize / 8
                && rsa.VerifyData(token.SigningInput, token.Signature, token.Algorithm.Hash, token.Algorithm.Padding!);
        }
        finally
        {
            _rsa.Return(rsa);
        }
    }

    /// <summary>Frees what verifies. Callers that are verifying finish; a later call still works, and costs more.</summary>
    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }

    private static bool VerifyCurve(JwsToken token, VerifierPool<ECDsa> pool)
    {
        ECDsa curve = pool.Take();
        try
        {
            return curve.VerifyData(token.SigningInput, token.Signature, token.Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            pool.Return(curve);
        }
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
            return rsa.KeySize is >= MinRsaBits and <= MaxRsaBits && modulus[0] != 0
                ? new IssuerKey(key, new VerifierPool<RSA>(() => RSA.Create(parameters)), null)
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
            return new IssuerKey(key, null, new VerifierPool<ECDsa>(() => ECDsa.Create(parameters)));
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
