using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Guard.Setup.Pki;

/// <summary>The curve of a new key; both are known to every TLS library in use.</summary>
internal enum Curve
{
    P256,
    P384,
}

/// <summary>A certificate and its private key, as PEM.</summary>
/// <param name="Key">PKCS #8, not encrypted.</param>
internal sealed record IssuedCertificate(X509Certificate2 Certificate, string Key)
{
    public string Pem => Certificate.ExportCertificatePem() + "\n";
}

/// <summary>Makes certificates, in the profile of RFC 5280: each extension that it asks for, and no other.</summary>
internal static class CertificateIssuer
{
    private const int SerialBytes = 16;

    /// <summary>An authority that signs itself and may sign certificates, but no other authorities.</summary>
    /// <param name="name">The common name begins with it; a part of the key's identifier follows, so that the next authority has another name.</param>
    public static IssuedCertificate CreateAuthority(string name, Curve curve, Lifetime lifetime)
    {
        using ECDsa key = ECDsa.Create(CurveOf(curve));
        var publicKey = new PublicKey(key);
        var identifier = new X509SubjectKeyIdentifierExtension(publicKey, X509SubjectKeyIdentifierHashAlgorithm.Sha256, critical: false);
        string suffix = identifier.SubjectKeyIdentifier![..8].ToLowerInvariant();
        var request = new CertificateRequest(Distinguished($"{name} {suffix}"), key, HashFor(curve));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        X509Certificate2 certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), lifetime.From, lifetime.Until, Serial());
        return new IssuedCertificate(certificate, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A certificate with a new key, for exactly one purpose.</summary>
    /// <param name="name">The common name, at most 64 characters.</param>
    public static IssuedCertificate CreateLeaf(Authority authority, Purpose purpose, string name, CertificateNames names, Curve curve, Lifetime lifetime)
    {
        using ECDsa key = ECDsa.Create(CurveOf(curve));
        var publicKey = new PublicKey(key);
        var request = new CertificateRequest(Distinguished(name), publicKey, authority.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose.UsageOid())], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, X509SubjectKeyIdentifierHashAlgorithm.Sha256, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority.Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: !authority.HasKeyIdentifier));
        if (names.Count > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (string dns in names.Dns)
            {
                alternatives.AddDnsName(dns);
            }

            foreach (IPAddress address in names.Addresses)
            {
                alternatives.AddIpAddress(address);
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        DateTimeOffset from = lifetime.From > authority.From ? lifetime.From : authority.From;
        X509Certificate2 certificate = request.Create(authority.Certificate.SubjectName, authority.Signer, from, lifetime.Until, Serial());
        return new IssuedCertificate(certificate, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static X500DistinguishedName Distinguished(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    private static ECCurve CurveOf(Curve curve) => curve == Curve.P384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256;

    private static HashAlgorithmName HashFor(Curve curve) => curve == Curve.P384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    // 128 bits from the system's generator: the next one cannot be guessed, and two are never equal.
    private static byte[] Serial() => RandomNumberGenerator.GetBytes(SerialBytes);
}
