using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Serving.Connections;

/// <summary>Judges handshakes, each by the files of its moment; connections that stand are left alone when files change.</summary>
/// <param name="allowed">Names of clients; empty for all that the authorities vouch for.</param>
internal sealed class TlsGate(Func<TlsMaterial> material, ImmutableArray<string> allowed, Instruments instruments)
{
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(5);

    public TlsHandshakeCallbackOptions Options() => new()
    {
        HandshakeTimeout = s_handshakeTimeout,
        OnConnection = _ => ValueTask.FromResult(Connection()),
    };

    private SslServerAuthenticationOptions Connection()
    {
        TlsMaterial now = material();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = now.Certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = now.ClientPolicy(),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsAccepted(certificate, errors),

            // A resumed session would outlive a change of the authorities.
            AllowTlsResume = false,
            AllowRenegotiation = false,
#pragma warning disable CA5398 // The oldest version that kube-apiserver speaks; a machine may be configured for older ones still.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
    }

    private bool IsAccepted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        string? why = certificate is not X509Certificate2 given || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "missing"
            : errors != SslPolicyErrors.None ? "untrusted"
            : !TlsMaterial.IsForClients(given) ? "purpose"
            : !allowed.IsEmpty && !TlsMaterial.NamesOf(given).Any(name => allowed.Contains(name)) ? "name"
            : null;
        if (why is not null)
        {
            instruments.Handshakes.Add(why);
        }

        return why is null;
    }
}
