using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Requirements for a usable user of a kubeconfig.</summary>
internal static class UserRules
{
    /// <summary>The client certificate with its key; null when there is none, or after a fault.</summary>
    public static ClientCertificatePem? Certificate(UserEntry user, List<Diagnostic> faults)
    {
        Placed? certificate = user.ClientCertificateData ?? user.ClientCertificateFile;
        Placed? key = user.ClientKeyData ?? user.ClientKeyFile;
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            faults.Add(new Diagnostic(
                (certificate ?? key)!.Position, certificate is null ? "there is a client key but no client certificate." : "there is a client certificate but no client key."));
            return null;
        }

        string? certificatePem = user.ClientCertificateData?.Value ?? ConnectionResolver.ReadText(certificate, "the client certificate", faults);
        string? keyPem = user.ClientKeyData?.Value ?? ConnectionResolver.ReadText(key, "the client key", faults);
        if (certificatePem is null || keyPem is null)
        {
            return null;
        }

        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            return new ClientCertificatePem(certificatePem, keyPem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            faults.Add(new Diagnostic(
                certificate.Position, "the client certificate and its key cannot be used together.",
                "Both must be PEM, and the key must be the certificate's own, without a password."));
            return null;
        }
    }
}
