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
