using System.Security.Cryptography.X509Certificates;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Chooses where the credentials of a connection come from.</summary>
internal static class CredentialSources
{
    public static ICredentialSource Create(ClusterConnection connection, KubeEnvironment environment, ExecOptions options, TimeProvider clock)
    {
        X509Certificate2? certificate = connection.ClientCertificate is { } pem ? CertificatePair.Load(pem.Certificate, pem.Key) : null;
        return connection switch
        {
            { TokenFile: { } file } => new TokenFileCredentials(file, connection.Token, certificate, clock),
            { Exec: not null } => new ExecCredentials(connection, environment, options, clock),
            _ => new StaticCredentials(connection.Token, certificate),
        };
    }
}

/// <summary>Proof of the caller's identity. Its text shows no part of it.</summary>
/// <param name="Token">Sent as a bearer token; null without.</param>
/// <param name="Certificate">Shown in TLS; null without.</param>
internal sealed record Credential(string? Token, X509Certificate2? Certificate)
{
    public override string ToString() => "a credential";
}

/// <summary>A source of credentials.</summary>
internal interface ICredentialSource
{
    /// <exception cref="Transport.KubernetesException">It cannot be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Reports that the server refused a credential.</summary>
    /// <returns>True if a new one may be available.</returns>
    bool Refused(Credential credential);
}

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
