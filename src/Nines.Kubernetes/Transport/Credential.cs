using System.Security.Cryptography.X509Certificates;

namespace Nines.Kubernetes.Transport;

/// <summary>What proves who asks. Its text shows nothing of it.</summary>
/// <param name="Token">Sent as a bearer token; null without.</param>
/// <param name="Certificate">Shown in TLS; null without.</param>
internal sealed record Credential(string? Token, X509Certificate2? Certificate)
{
    public static Credential None { get; } = new(null, null);

    public override string ToString() => "a credential";
}

/// <summary>Where credentials come from.</summary>
internal interface ICredentialSource
{
    /// <exception cref="Transport.KubernetesException">It cannot be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Tells that the server did not accept one. True when asking again may bring another.</summary>
    bool Refused(Credential credential);
}
