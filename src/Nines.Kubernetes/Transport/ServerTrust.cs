using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Validates the certificate of a server.</summary>
internal static class ServerTrust
{
    private static readonly Oid s_forServers = new("1.3.6.1.5.5.7.3.1");

    public static SslClientAuthenticationOptions Options(ClusterConnection connection, X509Certificate2? own)
    {
        var options = new SslClientAuthenticationOptions();
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
                DisableCertificateDownloads = true,
            };
            policy.ApplicationPolicy.Add(s_forServers);
            policy.CustomTrustStore.ImportFromPem(pem);
            X509Certificate2[] anchors = [.. policy.CustomTrustStore];
            options.CertificateChainPolicy = policy;
            options.RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && LeadsTo(anchors, shown, chain));
        }

        return options;
    }

    // The framework takes only roots for an end of a chain; Go's programs, and so everybody's kubeconfig, any certificate that is named as
    // an authority, such as an intermediate one. All else is checked as ever: signatures, times, purpose, and (by the caller) the name.
    private static bool LeadsTo(X509Certificate2[] anchors, X509Certificate? shown, X509Chain? sent)
    {
        if (shown is not X509Certificate2 leaf)
        {
            return false;
        }

        // One at a time: of two authorities of one name, as there are after a change of keys, the wrong one would be tried and the other not.
        return anchors.Any(anchor => LeadsTo(anchor, leaf, sent));
    }

    private static bool LeadsTo(X509Certificate2 anchor, X509Certificate2 leaf, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(s_forServers);
        chain.ChainPolicy.ExtraStore.Add(anchor);
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(leaf) && chain.ChainElements.Any(element => element.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span));
    }
}
