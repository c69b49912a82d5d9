using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Nines.Kubernetes.Tests.Fake;

/// <summary>A root, an authority below it, and a server's certificate below that, for localhost and 127.0.0.1.</summary>
internal sealed class CertificateChain : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly List<IDisposable> _made = [];
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _middle;

    public CertificateChain()
    {
        _root = Make("CN=root", null, isAuthority: true);
        _middle = Make("CN=middle", _root, isAuthority: true);
        Leaf = Make("CN=server", _middle, isAuthority: false);
    }

    public X509Certificate2 Leaf { get; }

    public string RootPem => _root.ExportCertificatePem();

    public string MiddlePem => _middle.ExportCertificatePem();

    /// <summary>A certificate that says it is of the middle authority, but was signed with another key.</summary>
    public X509Certificate2 Forged()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = X509SignatureGenerator.CreateForECDsa(other);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 bare = Request("CN=server", own, isAuthority: false).Create(_middle.SubjectName, generator, _now.AddMinutes(-5), _now.AddMinutes(5), [9]);
        return Keep(Usable(bare, own));
    }

    public X509Certificate2 Issue(string name, bool isForServers = true, TimeSpan? ends = null) => Make("CN=" + name, _middle, isAuthority: false, isForServers, ends);

    /// <param name="sendsMiddle">Whether the server shows the authority of its certificate as well, as it should.</param>
    public TlsHandshakeCallbackOptions Server(X509Certificate2? certificate = null, bool sendsMiddle = true)
    {
        var shown = SslStreamCertificateContext.Create(certificate ?? Leaf, sendsMiddle ? [_middle] : [], offline: true);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = shown,
            ClientCertificateRequired = true,
#pragma warning disable CA5359, MA0039 // The test looks at what is shown.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359, MA0039
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        return new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(options) };
    }

    public void Dispose() => _made.ForEach(each => each.Dispose());

    private X509Certificate2 Make(string name, X509Certificate2? issuer, bool isAuthority, bool isForServers = true, TimeSpan? ends = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key, isAuthority, isForServers);
        if (issuer is null)
        {
            return Keep(request.CreateSelfSigned(_now.AddHours(-1), _now.AddHours(1)));
        }

        using (key)
        {
            using X509Certificate2 bare = request.Create(issuer, _now.AddMinutes(-59), _now + (ends ?? TimeSpan.FromMinutes(50)), RandomNumberGenerator.GetBytes(8));
            return Keep(Usable(bare, key));
        }
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority, bool isForServers = true)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
            return request;
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isForServers ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Usable(X509Certificate2 bare, ECDsa key)
    {
        using X509Certificate2 pair = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }
}
