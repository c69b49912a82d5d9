using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Nines.Kubernetes.Configuration;

namespace Nines.Kubernetes.Transport;

/// <summary>Which certificate of a server is accepted.</summary>
internal static class ServerTrust
{
    public static SslClientAuthenticationOptions Options(ClusterConnection connection, X509Certificate2? own)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = connection.TlsServerName };
        if (own is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }

        if (connection.InsecureSkipTlsVerify)
        {
            // The kubeconfig says so in so many words.
#pragma warning disable CA5359, MA0039
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (connection.CertificateAuthority is { } pem)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(pem);
            policy.ExtraStore.ImportFromPem(pem);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
