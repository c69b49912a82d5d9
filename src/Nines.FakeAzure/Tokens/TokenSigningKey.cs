using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nines.FakeAzure.Tokens;

/// <summary>A key pair of the issuer, for one algorithm. Safe for many threads.</summary>
internal sealed class TokenSigningKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;
    private readonly Lock _gate = new();

    /// <param name="algorithm">RS256, PS256, ES256 or one of their longer forms.</param>
    /// <exception cref="ArgumentException">Another algorithm.</exception>
    public TokenSigningKey(string algorithm)
    {
        Algorithm = algorithm;
        Hash = algorithm.EndsWith("256", StringComparison.Ordinal) ? HashAlgorithmName.SHA256
            : algorithm.EndsWith("384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384
            : HashAlgorithmName.SHA512;
        switch (algorithm)
        {
            case "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512":
                _rsa = RSA.Create(2048);
                break;
            case "ES256" or "ES384" or "ES512":
                _curve = ECDsa.Create(algorithm == "ES256" ? ECCurve.NamedCurves.nistP256 : algorithm == "ES384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521);
                break;
            default:
                throw new ArgumentException($"'{algorithm}' is none of RS256, PS256, ES256 or their longer forms.", nameof(algorithm));
        }

        Span<byte> id = stackalloc byte[20];
        RandomNumberGenerator.Fill(id);
        Id = Base64Url.EncodeToString(id);
    }

    public string Id { get; }

    public string Algorithm { get; }

    private HashAlgorithmName Hash { get; }

    private RSASignaturePadding Padding => Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public byte[] Sign(ReadOnlySpan<byte> input)
    {
        lock (_gate)
        {
            return _rsa is not null ? _rsa.SignData(input.ToArray(), Hash, Padding) : _curve!.SignData(input, Hash);
        }
    }

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return _rsa is not null ? _rsa.VerifyData(input, signature, Hash, Padding) : _curve!.VerifyData(input, signature, Hash);
        }
    }

    /// <summary>Writes the public part as a JWK, as Entra ID does: without <c>alg</c>.</summary>
    public void Write(Utf8JsonWriter json, string issuer)
    {
        json.WriteStartObject();
        json.WriteString("kty", _rsa is not null ? "RSA" : "EC");
        json.WriteString("use", "sig");
        json.WriteString("kid", Id);
        if (_rsa is not null)
        {
            RSAParameters key = _rsa.ExportParameters(includePrivateParameters: false);
            json.WriteString("n", Base64Url.EncodeToString(key.Modulus));
            json.WriteString("e", Base64Url.EncodeToString(key.Exponent));
        }
        else
        {
            ECPoint point = _curve!.ExportParameters(includePrivateParameters: false).Q;
            json.WriteString("crv", Algorithm == "ES256" ? "P-256" : Algorithm == "ES384" ? "P-384" : "P-521");
            json.WriteString("x", Base64Url.EncodeToString(point.X));
            json.WriteString("y", Base64Url.EncodeToString(point.Y));
        }

        json.WriteString("issuer", issuer);
        json.WriteEndObject();
    }

    /// <summary>A compact JWS.</summary>
    /// <param name="header">Members beside <c>alg</c>, <c>typ</c> and <c>kid</c>, as the inside of a JSON object; empty for none.</param>
    public string Token(ReadOnlySpan<byte> claims, string header = "")
    {
        string head = $$"""{"typ":"JWT","alg":"{{Algorithm}}","kid":"{{Id}}"{{(header.Length > 0 ? "," + header : "")}}}""";
        string input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head))}.{Base64Url.EncodeToString(claims)}";
        return $"{input}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }
}
