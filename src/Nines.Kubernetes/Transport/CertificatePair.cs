using System.Security.Cryptography.X509Certificates;

namespace Nines.Kubernetes.Transport;

/// <summary>A certificate with its key, of PEM.</summary>
internal static class CertificatePair
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">They cannot be read, or do not belong together.</exception>
    public static X509Certificate2 Load(string certificatePem, string keyPem)
    {
        X509Certificate2 pair = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        if (!OperatingSystem.IsWindows())
        {
            return pair;
        }

        // TLS on Windows takes no key that lives in memory alone.
        using (pair)
        {
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }
    }
}
