using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Nines.Guard.Tokens;

/// <summary>
/// A signature algorithm that tokens may use (RFC 7518 section 3). Only those with a public key are here: an algorithm with a shared
/// secret could be tricked into taking a public key for one, and "none" signs nothing.
/// </summary>
/// <param name="Name">As in the header; compared letter by letter.</param>
/// <param name="Hash">Of the signing input.</param>
/// <param name="Padding">Of RSA; null for elliptic curves.</param>
/// <param name="Curve">The <c>crv</c> that fits; null for RSA.</param>
/// <param name="SignatureBytes">The exact length for elliptic curves; 0 for RSA, where it follows from the key.</param>
internal sealed record JwsAlgorithm(
    string Name, HashAlgorithmName Hash, RSASignaturePadding? Padding, string? Curve, int SignatureBytes)
{
    private static readonly FrozenDictionary<string, JwsAlgorithm> s_all = new JwsAlgorithm[]
    {
        new("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, null, 0),
        new("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, null, 0),
        new("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, null, 0),
        new("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss, null, 0),
        new("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss, null, 0),
        new("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss, null, 0),
        new("ES256", HashAlgorithmName.SHA256, null, "P-256", 64),
        new("ES384", HashAlgorithmName.SHA384, null, "P-384", 96),
        new("ES512", HashAlgorithmName.SHA512, null, "P-521", 132),
    }.ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    /// <summary>Null for every name that is not accepted.</summary>
    public static JwsAlgorithm? Find(string name) => s_all.GetValueOrDefault(name);
}
