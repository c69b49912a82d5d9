using System.Security.Cryptography.X509Certificates;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>A token, a client certificate, or neither.</summary>
internal sealed class StaticCredentials(string? token, X509Certificate2? certificate) : ICredentialSource
{
    private readonly Credential _credential = new(token, certificate);

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credential);

    public bool Refused(Credential credential) => false;
}

/// <summary>A token in a file that another process renews, as kubelet does for pods: read again every minute, and after a refusal.</summary>
/// <param name="fallback">Taken when the file cannot be read and never could.</param>
internal sealed class TokenFileCredentials(string file, string? fallback, X509Certificate2? certificate, TimeProvider clock) : ICredentialSource
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Credential? _last;
    private DateTimeOffset _readAt;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_last is null || now - _readAt >= s_age)
            {
                _last = Read();
                _readAt = now;
            }

            return ValueTask.FromResult(_last);
        }
    }

    public bool Refused(Credential credential)
    {
        lock (_gate)
        {
            _readAt = DateTimeOffset.MinValue;
            return TryRead() is { } now && now != credential.Token;
        }
    }

    private Credential Read() => TryRead() is { } text ? new Credential(text, certificate)
        : _last ?? (fallback is not null ? new Credential(fallback, certificate)
        : throw new KubernetesException(
            KubernetesErrorKind.Credentials, $"The token file '{file}' cannot be read, or is empty.", "Check the path and who may read it."));

    private string? TryRead()
    {
        try
        {
            string text = BoundedFile.Read(file).Trim();
            return text.Length > 0 ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
