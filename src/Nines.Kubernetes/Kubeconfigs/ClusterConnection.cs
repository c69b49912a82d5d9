using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>All that is needed to reach one cluster as one user. Its text shows no secret.</summary>
/// <param name="Context">The context's name, or 'in-cluster'.</param>
/// <param name="Server">Address of kube-apiserver; may have a path, ends with a slash.</param>
public sealed record ClusterConnection(string Context, Uri Server)
{
    /// <summary>PEM that the server's certificate must come from; null for the machine's own authorities.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The name that the server's certificate must have, when that is not the address.</summary>
    public string? TlsServerName { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>Null when the environment decides.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>PEM of certificate and key; null without.</summary>
    public ClientCertificatePem? ClientCertificate { get; init; }

    /// <summary>Null without.</summary>
    public string? Token { get; init; }

    /// <summary>Read again every minute; takes precedence over <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    public ExecEntry? Exec { get; init; }

    public string? ExecConfig { get; init; }

    public Impersonation? Impersonation { get; init; }

    /// <summary>Position of the cluster in its kubeconfig.</summary>
    public SourcePosition Position { get; init; }

    public override string ToString() => $"{Context} at {Server}";
}

/// <summary>A client certificate with its key; its text shows neither.</summary>
public sealed record ClientCertificatePem(string Certificate, string Key)
{
    public override string ToString() => "a client certificate";
}
